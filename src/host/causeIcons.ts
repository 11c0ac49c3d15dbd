import type { Cause } from '../core/syncPoint';

/** Names of the product icons that stand for each cause. */
export const CAUSE_ICONS: Readonly<Record<Cause, string>> = {
  'net-tx': 'arrow-up',
  'disk-write': 'database',
  'disk-flush': 'save',
  'serial-tx': 'terminal',
  irqchip: 'zap',
  timer: 'watch',
  periodic: 'history',
  manual: 'device-camera',
};
