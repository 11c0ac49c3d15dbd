import { SEGMENT_POINTS } from '../trace/format';
import type { PointColumns } from '../trace/pointColumns';
import type { RangeFigures } from '../trace/rangeFigures';
import type { Trace } from '../trace/trace';
import { judgeRange } from './bounds';
import { conjuncts, type Leaf } from './condition';
import { judgedRanges, type JudgedRange } from './judgedRanges';
import { PageTouches } from './pageTouches';
import { PointAnswers } from './pointAnswers';
import type { Query } from './query';
import { Verdict } from './verdict';

/** Points looked at first: few, since what is sought is mostly near. Each further range doubles. */
const FIRST_RANGE = 64;

/** Most points of a range: as many as the index may pass over at once. */
const LARGEST_RANGE = 65_536;

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
 * Parts of the trace that cannot hold a match are passed over by what they add up to. Facts are read in columns, pages asked of the trace's index, and states of devices read only for
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
  for (const range of rangesFrom(from, to)) {
    const search = new RangeSearch(trace, query, range, to < from);
    yield* search.pieces(signal);
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
  readonly #isBackward: boolean;
  readonly #touches: PageTouches;

  constructor(trace: Trace, query: Query, range: Range, isBackward: boolean) {
    this.#trace = trace;
    this.#query = query;
    this.#range = range;
    this.#isBackward = isBackward;
    this.#touches = new PageTouches(trace, range.from, range.to);
  }

  async *pieces(signal: AbortSignal | undefined): AsyncGenerator<MatchPiece, void, void> {
    signal?.throwIfAborted();
    const required = conjuncts(this.#query.condition);
    const touches = required.filter((part) => part.kind === 'touches');
    if (touches.length === 0) yield* this.#piecesOf(await this.#judgedParts(), signal);
    else {
      const candidates = await this.#touchingAll(touches);
      const isAll = touches.length === required.length;
      if (isAll) yield this.#piece(candidates, this.#range);
      else yield* this.#piecesOf(runsOf(candidates), signal);
    }
    signal?.throwIfAborted();
    // Where it ends, also if the last points were passed over.
    yield this.#piece(new Uint32Array(), this.#range);
  }

  /** The range in parts of the index, ascending. */
  async #judgedParts(): Promise<JudgedRange[]> {
    const { condition } = this.#query;
    const { from, to } = this.#range;
    const judge = (figures: RangeFigures): Verdict => judgeRange(condition, figures);
    const parts: JudgedRange[] = [];
    for await (const part of judgedRanges(this.#trace, from, to, judge)) parts.push(part);
    return parts;
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

  /** @param parts ascending. */
  async *#piecesOf(
    parts: readonly JudgedRange[],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<MatchPiece, void, void> {
    for (const part of this.#isBackward ? [...parts].reverse() : parts) {
      signal?.throwIfAborted();
      if (part.verdict === Verdict.unknown) {
        yield this.#piece(await this.#matchesWithin(part, signal), part);
      } else yield this.#piece(allOf(part), part);
    }
  }

  /** Looks at each point of a part. */
  async #matchesWithin({ from, to }: Range, signal: AbortSignal | undefined): Promise<Uint32Array> {
    const found: number[] = [];
    for await (const points of this.#trace.columns(from, to)) {
      signal?.throwIfAborted();
      found.push(...(await this.#judge(points, signal)));
    }
    return Uint32Array.from(found);
  }

  /** @param points ascending. */
  #piece(points: Uint32Array, { from, to }: Range): MatchPiece {
    return this.#isBackward
      ? { points: points.slice().reverse(), searchedTo: from }
      : { points, searchedTo: to };
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

/** The points of a range whose points all fit; none of another. */
function allOf({ from, to, verdict }: JudgedRange): Uint32Array {
  const length = verdict === Verdict.yes ? to + 1 - from : 0;
  return Uint32Array.from({ length }, (_, i) => from + i);
}

/** Parts of a range that together hold all of these points, and no others far from them. */
function runsOf(points: Uint32Array): JudgedRange[] {
  const runs: JudgedRange[] = [];
  for (let i = 0; i < points.length; i++) {
    const from = points[i];
    const isNear = (next: number): boolean =>
      next < points.length && points[next] - from < SEGMENT_POINTS;
    while (isNear(i + 1)) i++;
    runs.push({ from, to: points[i], verdict: Verdict.unknown });
  }
  return runs;
}

/**
 * Ranges that grow, and together lead from one point to another, backward if that is below. Large ones
 * end where parts of the trace's index end.
 */
function* rangesFrom(from: number, to: number): Generator<Range, void, void> {
  let size = FIRST_RANGE;
  for (let next = from; from <= to ? next <= to : next >= to;) {
    if (from <= to) {
      const end = Math.min(to, next - (next % size) + size - 1);
      yield { from: next, to: end };
      next = end + 1;
    } else {
      const start = Math.max(to, next - (next % size));
      yield { from: start, to: next };
      next = start - 1;
    }
    size = Math.min(LARGEST_RANGE, size * 2);
  }
}

function checkPoint(trace: Trace, point: number): void {
  if (Number.isInteger(point) && point >= 0 && point < trace.pointCount) return;
  throw new RangeError(`${trace.name} has sync points 0 to ${trace.pointCount - 1}, not ${point}`);
}
