import type { Disposable } from '../core/disposables';
import type { GuestRun } from './guestRun';
import type { OutputSink } from './heldOutputs';

/** A guest without a passive: what it outputs leaves at once. After a failover, or as a baseline. */
export class UnprotectedGuest implements Disposable {
  readonly #guest: GuestRun;
  readonly #sink: OutputSink;

  /** Takes the guest's machine over. */
  constructor(guest: GuestRun, sink: OutputSink) {
    this.#guest = guest;
    this.#sink = sink;
  }

  get virtualTimeUs(): number {
    return this.#guest.machine.virtualTimeUs;
  }

  /**
   * Runs slice by slice until the condition holds, asked before each.
   * @param yieldThread lets whatever else waits for this thread have its turn, after each slice; there
   *   is no such turn without it.
   */
  async run(until: () => boolean, yieldThread?: () => Promise<unknown>): Promise<void> {
    while (!until()) {
      for (const output of await this.#guest.slice()) this.#sink.release(output);
      await yieldThread?.();
    }
  }

  dispose(): void {
    this.#guest.machine.dispose();
  }
}
