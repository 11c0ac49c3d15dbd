import type { AccessCause, Output } from '../core/syncPoint';
import type { InputSchedule } from '../machine/inputSchedule';
import type { Machine } from '../machine/machine';

/** Guest time after which {@link GuestRun.slice} comes back even if nothing happened, unless told. */
const SLICE_US = 20_000;

/** The cursor of a guest that has been given no input yet. */
export const NO_INPUT_YET_US = -1;

/**
 * A guest with the outside world that it hears: runs it and hands it the scheduled inputs.
 *
 * When it is stopped is decided by guest time alone, never by the host's clock, so that the passive
 * stops it at the same times as the active would have. How exactly a machine keeps to such a time is
 * its own matter; see `Standby.activate`.
 */
export class GuestRun {
  readonly #inputs: InputSchedule;
  #cursorUs: number;
  #access: AccessCause | undefined;

  /** @param cursorUs see {@link inputCursorUs}. */
  constructor(
    readonly machine: Machine,
    inputs: InputSchedule,
    cursorUs: number = NO_INPUT_YET_US,
  ) {
    this.#inputs = inputs;
    this.#cursorUs = cursorUs;
  }

  /**
   * The time of the last scheduled input that the guest was given. It is part of a checkpoint: guest
   * time alone does not tell, since an output may stop the guest past an input's time.
   */
  get inputCursorUs(): number {
    return this.#cursorUs;
  }

  /** The device access that ended the last {@link slice}, or came before the output that did. */
  get access(): AccessCause | undefined {
    return this.#access;
  }

  /**
   * Runs until the guest's output or its access to a device was tapped, or for a slice of guest time;
   * without output the list is empty. How long the slices are makes no difference to the guest.
   */
  async slice(sliceUs: number = SLICE_US): Promise<readonly Output[]> {
    const { machine } = this;
    this.#access = undefined;
    const sliceEndUs = (Math.floor(machine.virtualTimeUs / sliceUs) + 1) * sliceUs;
    for (;;) {
      const input = this.#inputs.next(this.#cursorUs);
      if (input && input.atUs <= machine.virtualTimeUs) {
        machine.inject(input.input);
        this.#cursorUs = input.atUs;
        continue;
      }
      if (machine.virtualTimeUs >= sliceEndUs) return [];
      const outcome = await machine.run(Math.min(input?.atUs ?? Infinity, sliceEndUs));
      if (outcome.reason === 'deadline') continue;
      this.#access = outcome.access;
      return outcome.outputs;
    }
  }
}
