import { PAGE_SIDES } from '../core/pageSides';
import type { Trace } from '../trace/trace';

/** Sync points of a trace, inclusive at both ends. */
export interface PointRange {
  readonly trace: Trace;
  readonly from: number;
  readonly to: number;
}

/** The pages that were written in at least one of two ranges. */
export interface WrittenPages {
  /** Ascending. */
  readonly gfns: Uint32Array;
  /** One for each: an index in PAGE_SIDES. */
  readonly sides: Uint8Array;
  /** How often each was written on either side. */
  readonly left: Uint32Array;
  readonly right: Uint32Array;
}

/** Which pages were written in both ranges, and which in only one. Point 0 writes none. */
export async function compareWrittenPages(
  left: PointRange,
  right: PointRange,
): Promise<WrittenPages> {
  const a = await left.trace.dirtyCounts(left.from, left.to);
  const b = await right.trace.dirtyCounts(right.from, right.to);
  const most = a.gfns.length + b.gfns.length;
  const [gfns, lefts, rights] = [most, most, most].map((length) => new Uint32Array(length));
  const sides = new Uint8Array(most);
  let length = 0;
  for (let i = 0, j = 0; i < a.gfns.length || j < b.gfns.length; length++) {
    const [inLeft, inRight] = [a.gfns[i] ?? Infinity, b.gfns[j] ?? Infinity];
    gfns[length] = Math.min(inLeft, inRight);
    if (inLeft <= inRight) lefts[length] = a.counts[i++];
    if (inRight <= inLeft) rights[length] = b.counts[j++];
    const side = inLeft === inRight ? 'both' : inLeft < inRight ? 'left' : 'right';
    sides[length] = PAGE_SIDES.indexOf(side);
  }
  return {
    gfns: gfns.slice(0, length),
    sides: sides.slice(0, length),
    left: lefts.slice(0, length),
    right: rights.slice(0, length),
  };
}
