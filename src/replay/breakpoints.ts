import type { Trace } from '../trace/trace';
import type { HitCondition } from './hitCondition';
import { HitCounter } from './hitCounter';
import { matchesOf, type PointMatcher } from './pointMatcher';
import { rangesFrom, type Direction } from './stepping';

/** Most points looked at between two reports of how far a search has come. */
const LARGEST_RANGE = 8192;

/**
 * Where states have to be read, a search backward does so in runs of this many points and forward
 * within each: a trace reads the state at a point from that at the point before.
 */
const RUN_POINTS = 256;

/** A place to stop at: sync points at which something is so, or some of these by their number. */
export class Breakpoint {
  readonly #matcher: PointMatcher;
  readonly #hitCondition: HitCondition | undefined;
  readonly #counter: HitCounter;

  /** @param hitCondition which of the matches count, numbered from the trace's beginning. */
  constructor(
    readonly id: number,
    matcher: PointMatcher,
    hitCondition?: HitCondition,
  ) {
    this.#matcher = matcher;
    this.#hitCondition = hitCondition;
    this.#counter = new HitCounter(matcher);
  }

  /** The first hit of a range, inclusive. */
  async first(
    trace: Trace,
    from: number,
    to: number,
    signal?: AbortSignal,
  ): Promise<number | undefined> {
    for await (const hit of this.#hits(trace, from, to, signal)) return hit;
    return undefined;
  }

  /** The last hit of a range, inclusive. */
  async last(
    trace: Trace,
    from: number,
    to: number,
    signal?: AbortSignal,
  ): Promise<number | undefined> {
    const { confirm, readsStates } = this.#matcher;
    const run = confirm !== undefined || readsStates === true ? RUN_POINTS : Infinity;
    for (let end = to; end >= from; end -= run) {
      let last: number | undefined;
      const start = Math.max(from, end - run + 1);
      for await (const hit of this.#hits(trace, start, end, signal)) last = hit;
      if (last !== undefined) return last;
    }
    return undefined;
  }

  async *#hits(
    trace: Trace,
    from: number,
    to: number,
    signal?: AbortSignal,
  ): AsyncGenerator<number, void, void> {
    const condition = this.#hitCondition;
    let hit: number | undefined;
    for await (const point of matchesOf(this.#matcher, trace, from, to, signal)) {
      if (condition !== undefined) {
        // Only where there is a match at all is it worth counting those before it.
        hit = (hit ?? (await this.#counter.before(trace, from, signal))) + 1;
        if (!condition.holds(hit)) continue;
      }
      yield point;
    }
  }
}

/** Where a search for breakpoints has ended. */
export interface Hit {
  readonly point: number;
  /** Of all breakpoints that are hit at the point, in their order. */
  readonly ids: readonly number[];
}

/** What a search for breakpoints is given besides. */
export interface SearchOptions {
  /** Ends the search, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told a point again and again: from the start of the search up to it there is no hit. */
  readonly onReached?: (point: number) => void;
}

/**
 * The nearest sync point on one side of `from`, but for that itself, at which a breakpoint is hit;
 * undefined if there is none. Looks at ranges that grow with the distance, and at no point by itself
 * unless the indexes cannot tell.
 */
export async function findHit(
  trace: Trace,
  breakpoints: readonly Breakpoint[],
  from: number,
  direction: Direction,
  { signal, onReached }: SearchOptions = {},
): Promise<Hit | undefined> {
  if (breakpoints.length === 0) return undefined;
  for (const range of rangesFrom(trace, from, direction, LARGEST_RANGE)) {
    signal?.throwIfAborted();
    const hit = await nearestIn(trace, breakpoints, range, direction, signal);
    if (hit !== undefined) return hit;
    onReached?.(direction === 'forward' ? range.to : range.from);
  }
  return undefined;
}

async function nearestIn(
  trace: Trace,
  breakpoints: readonly Breakpoint[],
  range: { readonly from: number; readonly to: number },
  direction: Direction,
  signal?: AbortSignal,
): Promise<Hit | undefined> {
  let { from, to } = range;
  let nearest: Hit | undefined;
  for (const breakpoint of breakpoints) {
    const point =
      direction === 'forward'
        ? await breakpoint.first(trace, from, to, signal)
        : await breakpoint.last(trace, from, to, signal);
    if (point === undefined) continue;
    const ids = point === nearest?.point ? nearest.ids : [];
    nearest = { point, ids: [...ids, breakpoint.id] };
    // The others matter only if they are as near.
    if (direction === 'forward') to = point;
    else from = point;
  }
  return nearest;
}
