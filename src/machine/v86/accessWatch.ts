import type { AccessCause } from '../../core/syncPoint';
import { INTERRUPT_CHIP_PORT } from './interruptChipRewrite';
import type { V86Environment } from './v86Types';

/** Ports of the timers: the three counters and their gate, and the real-time clock. */
const TIMER_PORTS = [0x40, 0x41, 0x42, 0x43, 0x61, 0x70, 0x71];

const PORT_CALLS = [
  'io_port_read8',
  'io_port_read16',
  'io_port_read32',
  'io_port_write8',
  'io_port_write16',
  'io_port_write32',
] as const;

/**
 * Tells of the guest's accesses to devices at which it is to be stopped. Nothing leaves the machine by
 * them, so nothing has to be held.
 */
export class AccessWatch {
  readonly #causes: readonly AccessCause[];
  readonly #accessed: (cause: AccessCause) => void;

  /** @param causes the kinds of access that are told of. */
  constructor(causes: readonly AccessCause[], accessed: (cause: AccessCause) => void) {
    this.#causes = causes;
    this.#accessed = accessed;
  }

  /** Watches what the emulator's core calls; the last to be put in, before the core is made. */
  watch(env: V86Environment): void {
    if (this.#causes.length === 0) return;
    for (const name of PORT_CALLS) {
      const call = env[name] as (...values: number[]) => number;
      env[name] = (port: number, ...values: number[]) => {
        // The core reports its own interrupt controllers so; that is no port.
        if (port === INTERRUPT_CHIP_PORT) {
          this.#accessed('irqchip');
          return 0;
        }
        if (this.#causes.includes('timer') && TIMER_PORTS.includes(port)) this.#accessed('timer');
        return call(port, ...values);
      };
    }
  }
}
