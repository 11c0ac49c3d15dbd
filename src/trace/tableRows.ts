import type { TableSlice } from './pageTable';

/** Points or GFNs of a range, inclusive at both ends. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The row of a GFN in an ascending column, or -1. */
export function rowOf(gfns: Uint32Array, gfn: number): number {
  const row = firstRow(gfns, gfn);
  return row < gfns.length && gfns[row] === gfn ? row : -1;
}

/** The first row in an ascending column with this GFN or a higher one; its length if there is none. */
export function firstRow(gfns: Uint32Array, gfn: number): number {
  let low = 0;
  let high = gfns.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (gfns[middle] < gfn) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows of an ascending column with a GFN of a range. */
export function* rowsIn(gfns: Uint32Array, { from, to }: Range): Generator<number> {
  for (let row = firstRow(gfns, from); row < gfns.length && gfns[row] <= to; row++) yield row;
}

/** The parts of a table that may hold pages of a range. */
export function slicesIn(
  slices: readonly TableSlice[],
  { from, to }: Range,
): readonly TableSlice[] {
  return slices.filter(({ firstGfn, lastGfn }) => firstGfn <= to && lastGfn >= from);
}
