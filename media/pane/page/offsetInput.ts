/**
 * The offset that a user has typed: hexadecimal, as offsets are shown, with or without `0x`; with a sign,
 * a distance from the cursor; or a whole address inside the bytes. Undefined if it is none of these.
 *
 * @param cursor offset of the cursor.
 * @param address guest address of the first byte.
 * @param length of the bytes.
 */
export function parseOffset(
  text: string,
  cursor: number,
  address: number,
  length: number,
): number | undefined {
  const match = /^\s*([+-]?)\s*(?:0x)?([0-9a-f_]*[0-9a-f])\s*$/i.exec(text);
  if (match === null) return undefined;
  const value = Number.parseInt(match[2].replaceAll('_', ''), 16);
  const within = (offset: number): number | undefined =>
    offset >= 0 && offset < length ? offset : undefined;
  if (match[1] !== '') return within(match[1] === '+' ? cursor + value : cursor - value);
  return within(value) ?? within(value - address);
}

/** `0A4`: an offset as the rows of the hex view show it. */
export function formatOffset(offset: number): string {
  return offset.toString(16).toUpperCase().padStart(3, '0');
}
