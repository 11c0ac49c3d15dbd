/**
 * The sync point that a user has typed: a number, also with separators (`1,234`), or a distance from
 * the current one (`+10`, `-10`). Undefined if it is none of these, or the trace has no such point.
 */
export function parsePointInput(text: string, current: number, last: number): number | undefined {
  const match = /^\s*([+-]?)\s*(\d[\d,. _'’\u00a0\u202f]*)\s*$/.exec(text);
  if (match === null) return undefined;
  const [, sign, digits] = match;
  const number = Number(digits.replaceAll(/\D/g, ''));
  const point = sign === '+' ? current + number : sign === '-' ? current - number : number;
  return point >= 0 && point <= last ? point : undefined;
}
