/** A line of the hex view. */
export type HexRow =
  /** Bytes that are the same in both versions, or the only version there is. */
  | { readonly kind: 'same'; readonly offset: number }
  /** The same bytes twice: as they were, and as they are. */
  | { readonly kind: 'before' | 'after'; readonly offset: number }
  /** A run of rows that is folded away; the end is behind its last byte. */
  | {
      readonly kind: 'fold';
      readonly offset: number;
      readonly end: number;
      readonly holds: 'unchanged' | 'zero';
    };

/** Unchanged bytes shown before and after a change. */
const CONTEXT_BYTES = 16;

/** Fewer rows than this are not worth folding. */
const FOLD_FROM = 3;

/**
 * Lays out a page. With a version before, rows that changed stand twice and long unchanged runs are
 * folded; without one, long runs of zeros are.
 *
 * @param unfolded offsets at which folds begin that the user opened.
 */
export function hexRows(
  bytes: Uint8Array,
  before: Uint8Array | undefined,
  bytesPerRow: number,
  unfolded: ReadonlySet<number>,
): HexRow[] {
  const rowCount = Math.ceil(bytes.length / bytesPerRow);
  const isChanged = (row: number): boolean =>
    before !== undefined && !sameBytes(bytes, before, row * bytesPerRow, bytesPerRow);
  const changed = Array.from({ length: rowCount }, (_, row) => isChanged(row));
  const folded =
    before === undefined
      ? zeroRows(bytes, rowCount, bytesPerRow)
      : farFromChanges(changed, Math.max(1, CONTEXT_BYTES / bytesPerRow));

  const rows: HexRow[] = [];
  let row = 0;
  while (row < rowCount) {
    const offset = row * bytesPerRow;
    let end = row;
    while (end < rowCount && folded[end]) end++;
    if (end - row >= FOLD_FROM && !unfolded.has(offset)) {
      const holds = before === undefined ? 'zero' : 'unchanged';
      rows.push({ kind: 'fold', offset, end: end * bytesPerRow, holds });
      row = end;
      continue;
    }
    do {
      const here = row * bytesPerRow;
      if (changed[row])
        rows.push({ kind: 'before', offset: here }, { kind: 'after', offset: here });
      else rows.push({ kind: 'same', offset: here });
      row++;
    } while (row < end);
  }
  return rows;
}

/** The fold that hides an offset, if one does. */
export function foldOver(
  rows: readonly HexRow[],
  offset: number,
): Extract<HexRow, { kind: 'fold' }> | undefined {
  for (const row of rows) {
    if (row.kind === 'fold' && offset >= row.offset && offset < row.end) return row;
  }
  return undefined;
}

/** Index of the row that shows an offset, as it is rather than as it was; -1 if it is folded away. */
export function rowOf(rows: readonly HexRow[], offset: number, bytesPerRow: number): number {
  const start = offset - (offset % bytesPerRow);
  return rows.findIndex(
    ({ kind, offset: at }) => (kind === 'same' || kind === 'after') && at === start,
  );
}

function sameBytes(a: Uint8Array, b: Uint8Array, offset: number, length: number): boolean {
  for (let i = offset; i < offset + length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function zeroRows(bytes: Uint8Array, rowCount: number, bytesPerRow: number): boolean[] {
  return Array.from({ length: rowCount }, (_, row) =>
    bytes.subarray(row * bytesPerRow, (row + 1) * bytesPerRow).every((byte) => byte === 0),
  );
}

function farFromChanges(changed: readonly boolean[], context: number): boolean[] {
  return changed.map((_, row) => {
    const near = changed.slice(Math.max(0, row - context), row + context + 1);
    return !near.includes(true);
  });
}
