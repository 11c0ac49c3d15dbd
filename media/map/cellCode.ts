/**
 * What a page or a cell of the map shows, in one byte. The higher of two codes is the one to be seen,
 * so that a cell of several pages shows the highest: data over zeros over unchanged, and of data the
 * hottest. One dirty page among many never vanishes.
 */
export const CODE = {
  unchanged: 0,
  /** Nothing but zeros. */
  zero: 1,
  /** The first of the shades of data. */
  coldest: 2,
  hottest: 254,
  /** Outside the region; no page has this. */
  none: 255,
} as const;

/** Shades of data; more than the eye tells apart. */
export const SHADES = CODE.hottest - CODE.coldest + 1;

/** The code of data at a place of the scale. @param share from 0, the coldest, to 1. */
export function shadeCode(share: number): number {
  return CODE.coldest + Math.round(Math.min(1, Math.max(0, share)) * (SHADES - 1));
}

/**
 * Codes of amounts from 0 to `highest`, on a logarithmic scale from 1 to the highest: the steps
 * between few are worth seeing, those between many are not. Where nothing is more than 1, 1 is few.
 */
export function amountCodes(highest: number): (amount: number) => number {
  const whole = Math.log(Math.max(2, highest));
  const code = (amount: number): number => shadeCode(Math.log(Math.max(1, amount)) / whole);
  const table = Uint8Array.from({ length: Math.min(highest, TABLE_LENGTH) + 1 }, (_, i) => code(i));
  return (amount) => (amount < table.length ? table[amount] : code(amount));
}

/** Amounts whose codes are reckoned once. */
const TABLE_LENGTH = 2 ** 16;
