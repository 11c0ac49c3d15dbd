/**
 * The Hilbert curve over a square whose side is a power of two: pages that are near in memory stay
 * near in the picture, in both directions.
 */

/** A place in cells. */
export interface CellPlace {
  readonly column: number;
  readonly row: number;
}

/** Where the curve is after `index` steps. */
export function hilbertPlace(index: number, side: number): CellPlace {
  let column = 0;
  let row = 0;
  let rest = index;
  for (let size = 1; size < side; size *= 2) {
    const right = 1 & Math.floor(rest / 2);
    const down = 1 & (rest ^ right);
    [column, row] = turned(column, row, size, right, down);
    column += size * right;
    row += size * down;
    rest = Math.floor(rest / 4);
  }
  return { column, row };
}

/** The steps after which the curve is at a place; the reverse of {@link hilbertPlace}. */
export function hilbertIndex({ column, row }: CellPlace, side: number): number {
  let index = 0;
  let x = column;
  let y = row;
  for (let size = side / 2; size >= 1; size /= 2) {
    const right = (x & size) > 0 ? 1 : 0;
    const down = (y & size) > 0 ? 1 : 0;
    index += size * size * ((3 * right) ^ down);
    [x, y] = turned(x & (size - 1), y & (size - 1), size, right, down);
  }
  return index;
}

/** Side of the smallest square that holds this many cells. */
export function hilbertSide(cells: number): number {
  let side = 1;
  while (side * side < cells) side *= 2;
  return side;
}

/** Turns a quadrant's own curve so that the four join end to end. */
function turned(x: number, y: number, size: number, right: number, down: number): [number, number] {
  if (down === 1) return [x, y];
  return right === 1 ? [size - 1 - y, size - 1 - x] : [y, x];
}
