import { emptyCounts, type PageCounts } from './pageCounts';
import { SEGMENT_POINTS } from './format';
import type { Range } from './tableRows';

/** At which sync points pages were dirty, of consecutive sync points. */
export interface PageLists {
  /** The first of those sync points. */
  readonly first: number;
  /** Ascending. */
  readonly gfns: Uint32Array;
  /** Page i's codes are `codes[starts[i]]` up to, not including, `codes[starts[i + 1]]`. */
  readonly starts: Uint32Array;
  /** Ascending for each page: (sync point - first) * 2, plus 1 if the page was all zero there. */
  readonly codes: Uint32Array;
}

/**
 * Keys of a sync point's dirty pages, from which {@link listsOf} makes a segment's lists.
 * @param inSegment number of the point in its segment. @param isZero whether the i-th page is.
 */
export function keysOf(
  gfns: Uint32Array,
  isZero: (i: number) => boolean,
  inSegment: number,
): Float64Array {
  const keys = new Float64Array(gfns.length);
  for (let i = 0; i < gfns.length; i++) {
    keys[i] = gfns[i] * (2 * SEGMENT_POINTS) + inSegment * 2 + (isZero(i) ? 1 : 0);
  }
  return keys;
}

/** The lists of a segment. @param keys of each of its points. @param first its first point. */
export function listsOf(keys: readonly Float64Array[], first: number): PageLists {
  const sorted = joined(keys, (length) => new Float64Array(length)).sort();
  const gfnOf = (key: number): number => Math.floor(key / (2 * SEGMENT_POINTS));
  const gfns = unique(Uint32Array.from(sorted, gfnOf));
  const starts = new Uint32Array(gfns.length + 1);
  const codes = new Uint32Array(sorted.length);
  let row = -1;
  for (let i = 0; i < sorted.length; i++) {
    if (row < 0 || gfnOf(sorted[i]) !== gfns[row]) starts[++row] = i;
    codes[i] = sorted[i] % (2 * SEGMENT_POINTS);
  }
  starts[gfns.length] = sorted.length;
  return { first, gfns, starts, codes };
}

/**
 * Puts lists together, which hold other pages or, in their order, later points.
 * @param first the first point of all.
 */
export function joinLists(parts: readonly PageLists[], first: number): PageLists {
  const all = joined(
    parts.map(({ gfns }) => gfns),
    (length) => new Uint32Array(length),
  );
  const gfns = unique(all.sort());
  const starts = new Uint32Array(gfns.length + 1);
  eachRow(parts, gfns, (row, from, to) => (starts[row + 1] += to - from));
  for (let row = 0; row < gfns.length; row++) starts[row + 1] += starts[row];
  const codes = new Uint32Array(starts[gfns.length]);
  const next = starts.slice();
  eachRow(parts, gfns, (row, from, to, part) => {
    const shift = (part.first - first) * 2;
    for (let i = from; i < to; i++) codes[next[row]++] = part.codes[i] + shift;
  });
  return { first, gfns, starts, codes };
}

/** How often each page was dirty, of those that were. */
export function countsOf({ first, gfns, starts, codes }: PageLists): PageCounts {
  const counts = emptyCounts(gfns.length);
  counts.gfns.set(gfns);
  for (let row = 0; row < gfns.length; row++) {
    const last = codes[starts[row + 1] - 1];
    counts.counts[row] = starts[row + 1] - starts[row];
    counts.lastPoints[row] = first + (last >>> 1);
    counts.zero[row] = last & 1;
  }
  return counts;
}

/** The part of lists that lies in a range of points. */
export function listsInRange(lists: PageLists, { from, to }: Range): PageLists {
  const { first, gfns, starts, codes } = lists;
  const lowest = Math.max(0, from - first) * 2;
  const highest = (to - first) * 2 + 1;
  const kept = new Uint32Array(codes.length);
  const rows = { gfns: new Uint32Array(gfns.length), starts: new Uint32Array(gfns.length + 1) };
  let [row, end] = [0, 0];
  for (let i = 0; i < gfns.length; i++) {
    for (let at = starts[i]; at < starts[i + 1]; at++) {
      if (codes[at] >= lowest && codes[at] <= highest) kept[end++] = codes[at];
    }
    if (end === rows.starts[row]) continue;
    rows.gfns[row++] = gfns[i];
    rows.starts[row] = end;
  }
  return {
    first,
    gfns: rows.gfns.subarray(0, row),
    starts: rows.starts.subarray(0, row + 1),
    codes: kept.subarray(0, end),
  };
}

/** Visits every row of every part with its place among all GFNs. */
function eachRow(
  parts: readonly PageLists[],
  gfns: Uint32Array,
  visit: (row: number, from: number, to: number, part: PageLists) => void,
): void {
  for (const part of parts) {
    let row = 0;
    for (let i = 0; i < part.gfns.length; i++) {
      while (gfns[row] !== part.gfns[i]) row++;
      visit(row, part.starts[i], part.starts[i + 1], part);
    }
  }
}

/** Ascending numbers, each once. */
function unique(ascending: Uint32Array): Uint32Array {
  return ascending.filter((value, i) => i === 0 || value !== ascending[i - 1]);
}

function joined<T extends Float64Array | Uint32Array>(
  parts: readonly T[],
  make: (length: number) => T,
): T {
  const all = make(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
