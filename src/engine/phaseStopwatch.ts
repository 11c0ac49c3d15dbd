import type { MonotonicClock } from '../core/ports';
import type { Phase, PhaseTimes } from '../core/syncPoint';

/** Splits the time of one pause into its phases, without a gap between them. */
export class PhaseStopwatch {
  readonly #clock: MonotonicClock;
  readonly #times: Record<Phase, number> = {
    stop: 0,
    collect: 0,
    devices: 0,
    copy: 0,
    send: 0,
    ack: 0,
    resume: 0,
  };
  #last: number;

  /** Starts now. */
  constructor(clock: MonotonicClock) {
    this.#clock = clock;
    this.#last = clock();
  }

  /** Ends a phase: all time since the phase before goes to it. */
  end(phase: Phase): void {
    const now = this.#clock();
    this.#times[phase] += now - this.#last;
    this.#last = now;
  }

  /** Microseconds in each phase; goes on to change as phases end. */
  get times(): PhaseTimes {
    return this.#times;
  }
}
