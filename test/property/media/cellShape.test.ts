import assert from 'node:assert/strict';
import { CODE } from '../../../media/map/cellCode';
import { hilbertShape, linearShape, type CellShape } from '../../../media/map/cellShape';
import { seededNumbers } from '../../support/randomTrace';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1);

function shapesOf(cells: number, random: (below: number) => number): CellShape[] {
  return [linearShape(cells, 16 << random(4)), hilbertShape(cells)];
}

/** A number of cells of any size, small ones among them. */
function randomCells(random: (below: number) => number): number {
  return 1 + random([4, 100, 3000, 70_000][random(4)]);
}

describe('the shapes of regions against looking cells up one by one', () => {
  for (const seed of SEEDS) {
    it(`gather any window of cells as each of them is found (seed ${seed})`, () => {
      const random = seededNumbers(seed);
      const cells = randomCells(random);
      const codes = Uint8Array.from({ length: cells }, () => random(255));
      for (const shape of shapesOf(cells, random)) {
        for (let i = 0; i < 5; i++) {
          const firstColumn = random(shape.columns);
          const firstRow = random(shape.rows);
          const window = {
            firstColumn,
            endColumn: firstColumn + 1 + random(Math.min(70, shape.columns - firstColumn)),
            firstRow,
            endRow: firstRow + 1 + random(Math.min(70, shape.rows - firstRow)),
          };
          const expected: number[] = [];
          const nothing: number[] = [];
          for (let row = window.firstRow; row < window.endRow; row++) {
            for (let column = window.firstColumn; column < window.endColumn; column++) {
              const cell = shape.cellAt(column, row);
              expected.push(cell < 0 ? CODE.none : codes[cell]);
              nothing.push(cell < 0 ? CODE.none : CODE.unchanged);
            }
          }
          // What was there before must not shine through.
          const gathered = new Uint8Array(expected.length).fill(77);
          shape.gather(codes, window, gathered);
          assert.deepEqual([...gathered], expected);
          shape.gather(undefined, window, gathered);
          assert.deepEqual([...gathered], nothing);
        }
      }
    });

    it(`are filled by their pieces, which do not overlap (seed ${seed})`, () => {
      const random = seededNumbers(seed);
      const cells = randomCells(random);
      for (const shape of shapesOf(cells, random)) {
        let area = 0;
        for (const { column, row, columns, rows } of shape.pieces) {
          area += columns * rows;
          for (const [x, y] of [
            [column, row],
            [column + columns - 1, row + rows - 1],
            [column + random(columns), row + random(rows)],
          ] as const) {
            assert.ok(shape.cellAt(x, y) >= 0, `no cell at ${x}, ${y}`);
          }
        }
        assert.equal(area, cells);
        assert.ok(shape.pieces.length <= 3 * 32, `${shape.pieces.length} pieces`);
      }
    });
  }
});
