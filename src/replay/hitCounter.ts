import type { Trace } from '../trace/trace';
import { matchesOf, type PointMatcher } from './pointMatcher';

/** Points between two places at which the count is kept. */
const KEPT_EVERY = 8192;

/**
 * Numbers the hits of a breakpoint from the trace's first sync point on, so that a hit has the same
 * number whichever way one comes to it. What was counted once is not counted again; points that a
 * growing trace gets later are behind all that was counted.
 */
export class HitCounter {
  readonly #matcher: PointMatcher;
  /** Hits before the point that is this many times {@link KEPT_EVERY}. */
  readonly #before: number[] = [0];

  constructor(matcher: PointMatcher) {
    this.#matcher = matcher;
  }

  /** How many hits there are before a point that the trace has. */
  async before(trace: Trace, point: number, signal?: AbortSignal): Promise<number> {
    const wanted = Math.floor(point / KEPT_EVERY);
    while (this.#before.length <= wanted) {
      const known = this.#before.length - 1;
      const from = known * KEPT_EVERY;
      const hits = await this.#count(trace, from, from + KEPT_EVERY, signal);
      // Another search may have counted the same meanwhile.
      this.#before[known + 1] = this.#before[known] + hits;
    }
    return this.#before[wanted] + (await this.#count(trace, wanted * KEPT_EVERY, point, signal));
  }

  /** Hits from a point up to, not including, another. */
  async #count(trace: Trace, from: number, end: number, signal?: AbortSignal): Promise<number> {
    if (from === end) return 0;
    let hits = 0;
    if (this.#matcher.confirm === undefined) {
      for await (const { length } of this.#matcher.candidates(trace, from, end - 1, signal)) {
        hits += length;
      }
      return hits;
    }
    const matches = matchesOf(this.#matcher, trace, from, end - 1, signal);
    while ((await matches.next()).done !== true) hits++;
    return hits;
  }
}
