import { hilbertIndex, hilbertPlace, hilbertSide, type CellPlace } from './hilbert';

/** How the cells of one region are arranged in a rectangle, which they may leave partly empty. */
export interface CellShape {
  readonly columns: number;
  readonly rows: number;
  place(cell: number): CellPlace;
  /** The cell at a place, or -1 if none is there. */
  cellAt(column: number, row: number): number;
}

/** Row after row, as text is read. */
export function linearShape(cells: number, columns: number): CellShape {
  return {
    columns: Math.min(cells, columns),
    rows: Math.ceil(cells / columns),
    place: (cell) => ({ column: cell % columns, row: Math.floor(cell / columns) }),
    cellAt(column, row) {
      if (column < 0 || column >= columns || row < 0) return -1;
      const cell = row * columns + column;
      return cell < cells ? cell : -1;
    },
  };
}

/**
 * Along a Hilbert curve. Cells that fill only part of its square are cut out of it, lying down rather
 * than standing up, since there is more room that way.
 */
export function hilbertShape(cells: number): CellShape {
  const side = hilbertSide(cells);
  const box = usedBox(cells, side);
  const upright = box.rows > box.columns;
  const turn = ({ column, row }: CellPlace): CellPlace =>
    upright ? { column: row, row: column } : { column, row };
  const { column: left, row: top } = turn({ column: box.left, row: box.top });
  return {
    columns: upright ? box.rows : box.columns,
    rows: upright ? box.columns : box.rows,
    place(cell) {
      const { column, row } = turn(hilbertPlace(cell, side));
      return { column: column - left, row: row - top };
    },
    cellAt(column, row) {
      const place = { column: column + left, row: row + top };
      if (place.column < 0 || place.column >= side || place.row < 0 || place.row >= side) return -1;
      const cell = hilbertIndex(turn(place), side);
      return cell < cells ? cell : -1;
    },
  };
}

/** The rectangle around the first cells of a curve, found quadrant by quadrant. */
function usedBox(
  cells: number,
  side: number,
): {
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
} {
  let left = side;
  let top = side;
  let right = 0;
  let bottom = 0;
  let done = 0;
  // Each step takes the largest whole quadrant that starts where the one before ended.
  for (let size = side; size >= 1; size /= 2) {
    while (cells - done >= size * size) {
      const { column, row } = hilbertPlace(done, side);
      const x = Math.floor(column / size) * size;
      const y = Math.floor(row / size) * size;
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x + size);
      bottom = Math.max(bottom, y + size);
      done += size * size;
    }
  }
  return { left, top, columns: right - left, rows: bottom - top };
}
