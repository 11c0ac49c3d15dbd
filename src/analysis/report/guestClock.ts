import type { DeviceState } from '../../core/deviceState';

/** What a guest had done when it stopped. */
export interface GuestProgress {
  /** Instructions retired since the machine started. */
  readonly instructions: number;
  /** Guest time in microseconds, which also passes while the guest idles. */
  readonly guestUs: number;
}

/** The embedded PC's clock counts retired instructions and idle ticks alike: 100 in a microsecond. */
const TICKS_PER_US = 100;

/**
 * Reads the embedded PC's clock from the state of its devices; undefined for machines without one,
 * whose traces do not tell how much the guest did.
 */
export function guestProgress(devices: readonly DeviceState[]): GuestProgress | undefined {
  const clock = devices.find(({ schema }) => schema.device === 'clock');
  if (clock === undefined) return undefined;
  const field = (name: string): number | undefined => {
    const value = clock.values[clock.schema.fields.indexOf(name)];
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  };
  const [instructions, idle] = [field('instructions'), field('idle')];
  if (instructions === undefined || idle === undefined) return undefined;
  return { instructions, guestUs: (instructions + idle) / TICKS_PER_US };
}
