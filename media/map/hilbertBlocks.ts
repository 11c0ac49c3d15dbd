import { hilbertIndex } from './hilbert';

/**
 * Hilbert indexes of many places at once. The curve through a square of 16 x 16 cells is one of four:
 * the same, mirrored along either diagonal, or turned around. So it takes one walk down from the whole
 * square for each 256 cells, and a table for the rest; a table of the whole square, whose side may be
 * thousands, is not needed.
 */
export const BLOCK = 16;

/** How a square's own curve lies in it; both bits may be set. */
const SWAPPED = 1;
const TURNED = 2;

/** For each way to lie: the index of each cell of a block, row after row. */
const TABLES = [0, SWAPPED, TURNED, SWAPPED | TURNED].map((way) =>
  Uint8Array.from({ length: BLOCK * BLOCK }, (_, at) => {
    const [column, row] = lie(way, at % BLOCK, Math.floor(at / BLOCK), BLOCK);
    return hilbertIndex({ column, row }, BLOCK);
  }),
);

/** The indexes of a block's cells. */
export interface HilbertBlock {
  /** The index is `first + order[row * BLOCK + column]`. */
  readonly first: number;
  readonly order: Uint8Array;
}

/**
 * The block at a place that is counted in blocks.
 * @param side of the whole square in cells, at least {@link BLOCK}.
 * @param swapped whether columns and rows of the whole square are exchanged.
 */
export function hilbertBlock(
  blockColumn: number,
  blockRow: number,
  side: number,
  swapped: boolean,
): HilbertBlock {
  let way = swapped ? SWAPPED : 0;
  let x = swapped ? blockRow : blockColumn;
  let y = swapped ? blockColumn : blockRow;
  let first = 0;
  for (let half = side / BLOCK / 2; half >= 1; half /= 2) {
    const right = x >= half ? 1 : 0;
    const down = y >= half ? 1 : 0;
    first += half * half * BLOCK * BLOCK * ((3 * right) ^ down);
    x -= right * half;
    y -= down * half;
    if (down === 0) {
      const turn = SWAPPED | (right === 1 ? TURNED : 0);
      [x, y] = lie(turn, x, y, half);
      way ^= turn;
    }
  }
  return { first, order: TABLES[way] };
}

/** Where a place of a square comes to lie. */
function lie(way: number, x: number, y: number, side: number): [number, number] {
  const [u, v] = (way & TURNED) !== 0 ? [side - 1 - x, side - 1 - y] : [x, y];
  return (way & SWAPPED) !== 0 ? [v, u] : [u, v];
}
