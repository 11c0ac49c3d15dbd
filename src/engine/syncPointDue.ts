import type { AccessCause, Cause, Output } from '../core/syncPoint';
import { PIPELINE_LIMITS, type SyncMode } from './syncMode';
import { causeOf, isFull, type TapPolicy } from './tapPolicy';

/** What the guest did since the last sync point, and how things stand. */
export interface GuestSoFar {
  /** Outputs that are held. */
  readonly held: readonly Output[];
  /** The device access that the guest was stopped for just now, if it was. */
  readonly access: AccessCause | undefined;
  readonly guestTimeUs: number;
  /** The host's time. */
  readonly nowUs: number;
  /** Whether another transaction can be begun without the guest having to wait for it. */
  readonly room: boolean;
}

/** Decides when a sync point is due, and what its cause is. */
export class SyncPointDue {
  readonly #mode: SyncMode;
  readonly #tap: TapPolicy;
  readonly #coalesceUs: number;
  #epochStartUs = 0;
  /** The sync point that was asked for first, and when; it may be put off. */
  #asked:
    { readonly cause: Cause; readonly guestTimeUs: number; readonly nowUs: number } | undefined;

  /**
   * @param coalesceUs guest time for which an output waits for others to share its sync point. A guest
   *   that waits for something lets that time pass at once.
   */
  constructor(mode: SyncMode, tap: TapPolicy, coalesceUs = 0) {
    this.#mode = mode;
    this.#tap = tap;
    this.#coalesceUs = coalesceUs;
  }

  /** The guest begins to run towards the next sync point. */
  begin(nowUs: number): void {
    this.#epochStartUs = nowUs;
    this.#asked = undefined;
  }

  /** Whether the guest is to come back soon, for the sake of time. */
  get soon(): boolean {
    return this.#mode.kind === 'periodic' || this.#asked !== undefined;
  }

  /** The cause of the sync point that is due now; undefined: the guest may run on. */
  cause({ held, access, guestTimeUs, nowUs, room }: GuestSoFar): Cause | undefined {
    const mode = this.#mode;
    if (mode.kind === 'periodic') {
      if (nowUs - this.#epochStartUs >= mode.intervalUs) return 'periodic';
      return isFull(held) ? held[0].kind : undefined;
    }
    if (!this.#asked) {
      const output = causeOf(this.#tap, held);
      const cause = output ?? (access && this.#tap[access] === 'sync' ? access : undefined);
      if (cause === undefined) return undefined;
      this.#asked = { cause, guestTimeUs, nowUs };
    }
    const { cause, ...asked } = this.#asked;
    const coalesces = guestTimeUs - asked.guestTimeUs < this.#coalesceUs;
    if ((!coalesces && room) || isFull(held)) return cause;
    // A guest that is put off for want of room, or that takes long to come to where it would wait.
    const aheadUs = (mode.kind === 'pipelined' && mode.aheadUs) || PIPELINE_LIMITS.aheadUs;
    return nowUs - asked.nowUs >= aheadUs ? cause : undefined;
  }
}
