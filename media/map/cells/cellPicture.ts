/** A rectangle of cells of one region, as much of it as is in view. All lengths in device pixels. */
export interface CellBlock {
  /** Upper left corner of the first cell; it may lie outside the picture. */
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
  /** One a cell, row after row. Borrowed while the picture is painted. */
  readonly codes: Uint8Array;
}

/**
 * The cells of the map, ready to be painted. Two painters make the same pixels of it:
 * a cell is a square of `body` pixels in the colour of its code at the upper left of its place; one of
 * zeros is a dot of that colour on unchanged. All else stays transparent.
 */
export interface CellPicture {
  readonly width: number;
  readonly height: number;
  readonly blocks: readonly CellBlock[];
  /** Side of a cell's place. */
  readonly side: number;
  /** Side of what is coloured of it. */
  readonly body: number;
  /** One RGBA pixel for each code. */
  readonly palette: Uint32Array<ArrayBuffer>;
}

/** Where the dot of a cell of zeros lies in it; the end is not part of it. */
export function dotOf(body: number): { readonly start: number; readonly end: number } {
  const length = Math.max(1, Math.round(body / 2));
  const start = (body - length) >> 1;
  return { start, end: start + length };
}
