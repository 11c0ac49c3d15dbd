/** Most bytes that are read at once beside what is asked for. */
export const MOST_PIECE_BYTES = 1 << 20;

/** Bytes between what was read and what is asked for, up to which these lie near each other. */
const NEAR_BYTES = 64 << 10;

/** A part of a file: from `start` up to `end`. */
export interface FilePart {
  readonly start: number;
  readonly end: number;
}

/**
 * What to read when something is asked for that was not read last: larger and larger pieces as long as what
 * is asked for lies near what was read last, before it or behind it; records that are read together mostly
 * lie near each other. Elsewhere just what is asked for.
 * @param end of what may be read: what is asked for lies before it.
 */
export function pieceToRead(last: FilePart, offset: number, length: number, end: number): FilePart {
  const size = last.end - last.start;
  const before = last.start - offset;
  const behind = offset - last.end;
  const wanted = Math.max(length, Math.min(2 * size, MOST_PIECE_BYTES));
  if (before > 0 && before - length <= NEAR_BYTES) {
    return { start: Math.max(0, offset + length - wanted), end: offset + length };
  }
  if (size > 0 && before <= 0 && behind <= NEAR_BYTES) {
    return { start: offset, end: Math.min(offset + wanted, end) };
  }
  return { start: offset, end: offset + length };
}

/** Whether a part has the bytes that are asked for. */
export function holds({ start, end }: FilePart, offset: number, length: number): boolean {
  return offset >= start && offset + length <= end;
}
