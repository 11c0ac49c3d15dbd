import { CODE } from './cellCode';
import { hilbertIndex, hilbertPlace, hilbertSide, type CellPlace } from './hilbert';
import { BLOCK, hilbertBlock } from './hilbertBlocks';

/** A piece of a region's rectangle, in cells; the end is not part of it. */
export interface CellWindow {
  readonly firstColumn: number;
  readonly endColumn: number;
  readonly firstRow: number;
  readonly endRow: number;
}

/** A rectangle of cells inside a shape. */
export interface CellPiece {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
}

/** How the cells of one region are arranged in a rectangle, which they may leave partly empty. */
export interface CellShape {
  readonly columns: number;
  readonly rows: number;
  /** Rectangles that hold all cells and nothing else, few whatever the number of cells. */
  readonly pieces: readonly CellPiece[];
  place(cell: number): CellPlace;
  /** The cell at a place, or -1 if none is there. */
  cellAt(column: number, row: number): number;
  /**
   * Copies the codes of a window, which must lie inside the rectangle, row after row.
   * @param codes one a cell, in the order of memory; undefined: all are {@link CODE.unchanged}.
   * @param into gets {@link CODE.none} where no cell is.
   */
  gather(codes: Uint8Array | undefined, window: CellWindow, into: Uint8Array): void;
}

/** Row after row, as text is read. */
export function linearShape(cells: number, columns: number): CellShape {
  const wholeRows = Math.floor(cells / columns);
  const rest = cells % columns;
  return {
    columns: Math.min(cells, columns),
    rows: Math.ceil(cells / columns),
    pieces: [
      { column: 0, row: 0, columns, rows: wholeRows },
      { column: 0, row: wholeRows, columns: rest, rows: 1 },
    ].filter((piece) => piece.columns > 0 && piece.rows > 0),
    place: (cell) => ({ column: cell % columns, row: Math.floor(cell / columns) }),
    cellAt(column, row) {
      if (column < 0 || column >= columns || row < 0) return -1;
      const cell = row * columns + column;
      return cell < cells ? cell : -1;
    },
    gather(codes, { firstColumn, endColumn, firstRow, endRow }, into) {
      const width = endColumn - firstColumn;
      for (let row = firstRow, at = 0; row < endRow; row++, at += width) {
        const from = row * columns + firstColumn;
        const there = Math.max(0, Math.min(width, cells - from));
        if (codes === undefined) into.fill(CODE.unchanged, at, at + there);
        else into.set(codes.subarray(from, from + there), at);
        into.fill(CODE.none, at + there, at + width);
      }
    },
  };
}

/**
 * Along a Hilbert curve. Cells that fill only part of its square are cut out of it, lying down rather
 * than standing up, since there is more room that way.
 */
export function hilbertShape(cells: number): CellShape {
  const side = hilbertSide(cells);
  const squares = wholeSquares(cells, side);
  const box = boxAround(squares);
  const upright = box.rows > box.columns;
  const turn = ({ column, row }: CellPlace): CellPlace =>
    upright ? { column: row, row: column } : { column, row };
  const { column: left, row: top } = turn(box);
  return {
    columns: upright ? box.rows : box.columns,
    rows: upright ? box.columns : box.rows,
    pieces: squares.map(({ columns, rows, ...corner }) => {
      const { column, row } = turn(corner);
      return { column: column - left, row: row - top, columns, rows };
    }),
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
    gather(codes, window, into) {
      if (side < BLOCK) gatherEach(this, codes, window, into);
      else gatherBlocks(codes, window, into, { cells, side, left, top, upright });
    },
  };
}

/** Looks every cell up by itself. */
function gatherEach(
  shape: CellShape,
  codes: Uint8Array | undefined,
  { firstColumn, endColumn, firstRow, endRow }: CellWindow,
  into: Uint8Array,
): void {
  let at = 0;
  for (let row = firstRow; row < endRow; row++) {
    for (let column = firstColumn; column < endColumn; column++) {
      const cell = shape.cellAt(column, row);
      into[at++] = cell < 0 ? CODE.none : (codes?.[cell] ?? CODE.unchanged);
    }
  }
}

/** Looks cells up block by block. @param square the whole curve's, and where the rectangle lies in it. */
function gatherBlocks(
  codes: Uint8Array | undefined,
  { firstColumn, endColumn, firstRow, endRow }: CellWindow,
  into: Uint8Array,
  square: {
    readonly cells: number;
    readonly side: number;
    readonly left: number;
    readonly top: number;
    readonly upright: boolean;
  },
): void {
  const { cells, side, left, top, upright } = square;
  const width = endColumn - firstColumn;
  const [fromX, endX] = [firstColumn + left, endColumn + left];
  const [fromY, endY] = [firstRow + top, endRow + top];
  for (let blockY = Math.floor(fromY / BLOCK); blockY * BLOCK < endY; blockY++) {
    for (let blockX = Math.floor(fromX / BLOCK); blockX * BLOCK < endX; blockX++) {
      const { first, order } = hilbertBlock(blockX, blockY, side, upright);
      const startX = Math.max(fromX, blockX * BLOCK);
      const stopX = Math.min(endX, (blockX + 1) * BLOCK);
      const stopY = Math.min(endY, (blockY + 1) * BLOCK);
      for (let y = Math.max(fromY, blockY * BLOCK); y < stopY; y++) {
        let at = (y - fromY) * width + startX - fromX;
        let inBlock = (y % BLOCK) * BLOCK + (startX % BLOCK);
        for (let x = startX; x < stopX; x++) {
          const cell = first + order[inBlock++];
          if (cell >= cells) into[at++] = CODE.none;
          else into[at++] = codes === undefined ? CODE.unchanged : codes[cell];
        }
      }
    }
  }
}

/** The squares that the first cells of a curve fill, found quadrant by quadrant. */
function wholeSquares(cells: number, side: number): CellPiece[] {
  const squares: CellPiece[] = [];
  let done = 0;
  // Each step takes the largest whole quadrant that starts where the one before ended.
  for (let size = side; size >= 1; size /= 2) {
    for (; cells - done >= size * size; done += size * size) {
      const { column, row } = hilbertPlace(done, side);
      const corner = (at: number): number => Math.floor(at / size) * size;
      squares.push({ column: corner(column), row: corner(row), columns: size, rows: size });
    }
  }
  return squares;
}

function boxAround(pieces: readonly CellPiece[]): CellPiece {
  const column = Math.min(...pieces.map((piece) => piece.column));
  const row = Math.min(...pieces.map((piece) => piece.row));
  const right = Math.max(...pieces.map((piece) => piece.column + piece.columns));
  const bottom = Math.max(...pieces.map((piece) => piece.row + piece.rows));
  return { column, row, columns: right - column, rows: bottom - row };
}
