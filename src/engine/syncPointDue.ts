import type { Cause, Output } from '../core/syncPoint';
import { PIPELINE_LIMITS, type SyncMode } from './syncMode';
import { causeOf, isFull, type TapPolicy } from './tapPolicy';

/** Decides when a sync point is due, and what its cause is. */
export class SyncPointDue {
  readonly #mode: SyncMode;
  readonly #tap: TapPolicy;
  #epochStartUs = 0;
  /** Since when an output waits for room; only in mode `pipelined`. */
  #waitingSinceUs: number | undefined;

  constructor(mode: SyncMode, tap: TapPolicy) {
    this.#mode = mode;
    this.#tap = tap;
  }

  /** The guest begins to run towards the next sync point. */
  begin(nowUs: number): void {
    this.#epochStartUs = nowUs;
    this.#waitingSinceUs = undefined;
  }

  /**
   * The cause of the sync point that is due now; undefined: the guest may run on.
   * @param held outputs since the last sync point.
   * @param room whether another transaction can be begun without the guest having to wait for it.
   */
  cause(held: readonly Output[], nowUs: number, room: boolean): Cause | undefined {
    const mode = this.#mode;
    if (mode.kind === 'periodic') {
      if (nowUs - this.#epochStartUs >= mode.intervalUs) return 'periodic';
      return isFull(held) ? held[0].kind : undefined;
    }
    const cause = causeOf(this.#tap, held);
    if (cause === undefined || room) return cause;
    this.#waitingSinceUs ??= nowUs;
    const aheadUs = (mode.kind === 'pipelined' && mode.aheadUs) || PIPELINE_LIMITS.aheadUs;
    const tooLong = nowUs - this.#waitingSinceUs >= aheadUs;
    return tooLong || isFull(held) ? cause : undefined;
  }
}
