/** A run of consecutive sync points as a node of the tree; a single point is a leaf. */
export interface SyncPointRange {
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
  /** Points that it would have if the trace went on behind it; the last range of a level may have fewer. */
  readonly size: number;
}

/**
 * Sizes of the ranges, smallest first. Each is at most 100 times the one below it, so that no node
 * ever has more than 100 children, however long the trace is.
 */
const SIZES = [1, 100, 1000, 100_000, 10_000_000, 1_000_000_000] as const;

/** Most points that are listed without ranges above them. */
const MAX_FLAT = 100;

/** Points from one to another, inclusive. */
type Points = Pick<SyncPointRange, 'from' | 'to'>;

/** The uppermost nodes of some points. */
export function rootRanges(points: Points): SyncPointRange[] {
  const count = points.to - points.from + 1;
  const size = SIZES.findLast((each) => each < count) ?? 1;
  return split(points, count <= MAX_FLAT ? 1 : size);
}

/** The nodes right below a range; none below a single point. */
export function childRanges(range: SyncPointRange): SyncPointRange[] {
  if (range.size === 1) return [];
  const points = range.to - range.from + 1;
  return split(range, SIZES.findLast((each) => each < points) ?? 1);
}

/** The nodes from the uppermost range down to the point itself; none if it is not among the points. */
export function pathTo(point: number, points: Points): SyncPointRange[] {
  const path: SyncPointRange[] = [];
  let level = rootRanges(points);
  for (;;) {
    const next = level.find(({ from, to }) => from <= point && point <= to);
    if (next === undefined) return path;
    path.push(next);
    level = childRanges(next);
  }
}

/** Ranges begin at multiples of their size. */
function split({ from, to }: Points, size: number): SyncPointRange[] {
  const ranges: SyncPointRange[] = [];
  for (let start = from; start <= to;) {
    const end = Math.min(to, (Math.floor(start / size) + 1) * size - 1);
    ranges.push({ from: start, to: end, size });
    start = end + 1;
  }
  return ranges;
}
