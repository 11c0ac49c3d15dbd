import type { PointColumns } from '../trace/pointColumns';
import type { Trace } from '../trace/trace';
import { conjuncts, type Leaf } from './condition';
import { PageTouches } from './pageTouches';
import { PointAnswers } from './pointAnswers';
import type { Query } from './query';
import { Verdict } from './verdict';

/** Points looked at first: few, since what is sought is mostly near. Each further range doubles. */
const FIRST_RANGE = 64;

/** Most points of a range that is read backward, of which the whole must be there. */
const LARGEST_RANGE = 8192;

/** Candidates no farther apart than this are read in one piece. */
const CLOSE_POINTS = 64;

/** Some of the matches, and how far the search has come. */
export interface MatchPiece {
  /** In the direction of the search; often none. */
  readonly points: Uint32Array;
  /** All points up to this one, in the direction of the search, were looked at. */
  readonly searchedTo: number;
}

/**
 * The sync points from one to another that a query fits, in pieces as they are found; backward if
 * `to` is below `from`. Each piece is read only when it is asked for.
 *
 * Facts are read in columns, pages asked of the trace's index, and states of devices read only for
 * points that nothing else decides, and only where the device changed.
 *
 * @throws RangeError if the trace lacks one of the points; the signal's reason after it was aborted.
 */
export async function* findMatchPieces(
  trace: Trace,
  query: Query,
  from: number,
  to: number,
  signal?: AbortSignal,
): AsyncGenerator<MatchPiece, void, void> {
  checkPoint(trace, from);
  checkPoint(trace, to);
  const isBackward = to < from;
  for (const range of rangesFrom(from, to)) {
    signal?.throwIfAborted();
    const search = new RangeSearch(trace, query, range);
    if (!isBackward) {
      yield* search.pieces(signal);
      continue;
    }
    const found: number[] = [];
    for await (const { points } of search.pieces(signal)) found.push(...points);
    yield { points: Uint32Array.from(found).reverse(), searchedTo: range.from };
  }
}

/** The same, one by one. */
export async function* findMatches(
  trace: Trace,
  query: Query,
  from: number,
  to: number,
  signal?: AbortSignal,
): AsyncGenerator<number, void, void> {
  for await (const { points } of findMatchPieces(trace, query, from, to, signal)) yield* points;
}

/** The nearest sync point after or before one that a query fits; undefined if there is none. */
export async function findMatch(
  trace: Trace,
  query: Query,
  from: number,
  direction: 'forward' | 'backward',
  signal?: AbortSignal,
): Promise<number | undefined> {
  checkPoint(trace, from);
  const [first, last] = direction === 'forward' ? [from + 1, trace.pointCount - 1] : [from - 1, 0];
  if (direction === 'forward' ? first > last : first < last) return undefined;
  for await (const point of findMatches(trace, query, first, last, signal)) return point;
  return undefined;
}

/** Whether a query fits a sync point. */
export async function matchesAt(trace: Trace, query: Query, point: number): Promise<boolean> {
  for await (const { points } of findMatchPieces(trace, query, point, point)) {
    if (points.length > 0) return true;
  }
  return false;
}

/** Sync points, inclusive at both ends, ascending. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** Judges the points of one range. */
class RangeSearch {
  readonly #trace: Trace;
  readonly #query: Query;
  readonly #range: Range;
  readonly #touches: PageTouches;

  constructor(trace: Trace, query: Query, range: Range) {
    this.#trace = trace;
    this.#query = query;
    this.#range = range;
    this.#touches = new PageTouches(trace, range.from, range.to);
  }

  /** The matches, ascending. */
  async *pieces(signal: AbortSignal | undefined): AsyncGenerator<MatchPiece, void, void> {
    const { to } = this.#range;
    const required = conjuncts(this.#query.condition);
    const touches = required.filter((part) => part.kind === 'touches');
    if (touches.length === 0) return yield* this.#piecesWithin(this.#range, signal);

    const candidates = await this.#touchingAll(touches);
    if (touches.length === required.length) {
      yield { points: candidates, searchedTo: to };
      return;
    }
    for (let i = 0; i < candidates.length; i++) {
      const first = candidates[i];
      while (i + 1 < candidates.length && candidates[i + 1] - candidates[i] <= CLOSE_POINTS) i++;
      yield* this.#piecesWithin({ from: first, to: candidates[i] }, signal);
    }
    yield { points: new Uint32Array(), searchedTo: to };
  }

  /** Points of the range that touch the pages of all of these. */
  async #touchingAll(leaves: readonly Extract<Leaf, { kind: 'touches' }>[]): Promise<Uint32Array> {
    let all: Uint32Array | undefined;
    for (const leaf of leaves) {
      const points = await this.#touches.points(leaf);
      const others: ReadonlySet<number> | undefined = all && new Set(all);
      all = others === undefined ? points : points.filter((point) => others.has(point));
      if (all.length === 0) break;
    }
    return all ?? new Uint32Array();
  }

  async *#piecesWithin(
    { from, to }: Range,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<MatchPiece, void, void> {
    for await (const points of this.#trace.columns(from, to)) {
      signal?.throwIfAborted();
      yield {
        points: await this.#judge(points, signal),
        searchedTo: points.firstPoint + points.length - 1,
      };
    }
  }

  async #judge(points: PointColumns, signal: AbortSignal | undefined): Promise<Uint32Array> {
    const { test, leaves } = this.#query;
    const known = new PointAnswers(this.#trace, leaves, points, this.#touches);
    const found = new Uint32Array(points.length);
    let count = 0;
    for (let i = 0; i < points.length; i++) {
      let verdict = test(known, i);
      while (verdict === Verdict.unknown) {
        await known.find(i);
        signal?.throwIfAborted();
        verdict = test(known, i);
      }
      if (verdict === Verdict.yes) found[count++] = points.firstPoint + i;
    }
    return found.slice(0, count);
  }
}

/** Ranges that grow, and together lead from one point to another, backward if that is below. */
function* rangesFrom(from: number, to: number): Generator<Range, void, void> {
  let size = FIRST_RANGE;
  if (from <= to) {
    for (let next = from; next <= to; size *= 2) {
      const end = Math.min(to, next + size - 1);
      yield { from: next, to: end };
      next = end + 1;
    }
  } else {
    for (let next = from; next >= to; size = Math.min(LARGEST_RANGE, size * 2)) {
      const start = Math.max(to, next - size + 1);
      yield { from: start, to: next };
      next = start - 1;
    }
  }
}

function checkPoint(trace: Trace, point: number): void {
  if (Number.isInteger(point) && point >= 0 && point < trace.pointCount) return;
  throw new RangeError(`${trace.name} has sync points 0 to ${trace.pointCount - 1}, not ${point}`);
}
