import { NOT_COMPARED, PAGE_SIZE, type RangeCounts } from '../../src/protocol/inspector';
import { amountCodes, CODE, shadeCode } from './cellCode';

/**
 * What the map's colours tell:
 * - `state`: what the current sync point made of each page: data, zeros, or nothing;
 * - `times`: how often each was dirtied in the brushed range;
 * - `recency`: how many sync points ago each was dirtied last, looking back to where the range begins;
 * - `bytes`: how many bytes of each the current sync point changed.
 */
export type Colouring = 'state' | 'times' | 'recency' | 'bytes';

/** Of these, a step changes little, and the page map's pages come with the sync point. */
export type PointColouring = 'state' | 'bytes';

/** These need what happened over a range. */
export type RangeColouring = 'times' | 'recency';

export function isPointColouring(colouring: Colouring): colouring is PointColouring {
  return colouring === 'state' || colouring === 'bytes';
}

/** Where on the scale data is that has no amount: far enough up to be told from zeros. */
const STATE_SHARE = 0.6;

/** The code of all data where only the state is shown. */
export const STATE_CODE = shadeCode(STATE_SHARE);

/** Codes of the pages that a sync point wrote, by what they hold. */
export function stateCodes(zero: Uint8Array): Uint8Array {
  return zero.map((isZero) => (isZero !== 0 ? CODE.zero : STATE_CODE));
}

/** Codes of the same by how many bytes changed; what was not compared looks like one changed byte. */
export function bytesCodes(zero: Uint8Array, bytes: Uint16Array): Uint8Array {
  const codeOf = amountCodes(PAGE_SIZE);
  return zero.map((isZero, i) => {
    if (isZero !== 0) return CODE.zero;
    return bytes[i] === NOT_COMPARED ? CODE.coldest : codeOf(bytes[i]);
  });
}

/** Codes of a range's pages by how often they were dirtied. @param highest see {@link hottestOf}. */
export function timesCodes({ counts, zero }: RangeCounts, highest: number): Uint8Array {
  const codeOf = amountCodes(highest);
  const codes = new Uint8Array(zero.length);
  // Plain loops here and below: a range may have millions of pages.
  for (let i = 0; i < codes.length; i++) codes[i] = zero[i] !== 0 ? CODE.zero : codeOf(counts[i]);
  return codes;
}

/**
 * Codes of the same by how long ago they were dirtied last: the range's last point is now, and has
 * the hottest code; its first has the coldest.
 */
export function recencyCodes(
  { lastPoints, zero }: RangeCounts,
  from: number,
  to: number,
): Uint8Array {
  const points = Math.max(1, to - from) + 1;
  const codeOf = amountCodes(points);
  const ends = CODE.coldest + CODE.hottest;
  const codes = new Uint8Array(zero.length);
  for (let i = 0; i < codes.length; i++) {
    codes[i] = zero[i] !== 0 ? CODE.zero : ends - codeOf(to - lastPoints[i] + 1);
  }
  return codes;
}

/** The highest count among pages that hold data, 1 if there is none, and the first page that has it. */
export function hottestOf({ gfns, counts, zero }: RangeCounts): {
  readonly highest: number;
  readonly hottest: number | undefined;
} {
  let highest = 0;
  let at = -1;
  for (let i = 0; i < counts.length; i++) {
    if (zero[i] !== 0 || counts[i] <= highest) continue;
    highest = counts[i];
    at = i;
  }
  return { highest: Math.max(1, highest), hottest: at < 0 ? undefined : gfns[at] };
}

/** How many pages are all zero. */
export function countZeros(zero: Uint8Array): number {
  let zeros = 0;
  for (let i = 0; i < zero.length; i++) zeros += zero[i];
  return zeros;
}
