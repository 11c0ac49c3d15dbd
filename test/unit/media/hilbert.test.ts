import assert from 'node:assert/strict';
import { hilbertShape, linearShape } from '../../../media/map/cellShape';
import { hilbertIndex, hilbertPlace, hilbertSide } from '../../../media/map/hilbert';

describe('the Hilbert curve', () => {
  for (const side of [1, 2, 4, 32]) {
    it(`visits every cell of a square of ${side} once, each beside the one before`, () => {
      const seen = new Set<string>();
      for (let index = 0; index < side * side; index++) {
        const { column, row } = hilbertPlace(index, side);
        assert.ok(column >= 0 && column < side && row >= 0 && row < side);
        seen.add(`${column},${row}`);
        if (index === 0) continue;
        const before = hilbertPlace(index - 1, side);
        const distance = Math.abs(before.column - column) + Math.abs(before.row - row);
        assert.equal(distance, 1, `step ${index} jumps`);
      }
      assert.equal(seen.size, side * side);
    });

    it(`is found again from any place of a square of ${side}`, () => {
      for (let index = 0; index < side * side; index++) {
        assert.equal(hilbertIndex(hilbertPlace(index, side), side), index);
      }
    });
  }

  it('takes the smallest square that holds the cells', () => {
    assert.deepEqual([1, 2, 4, 5, 4096, 8192].map(hilbertSide), [1, 2, 2, 4, 64, 128]);
  });
});

describe('the shape of a region’s cells', () => {
  for (const cells of [1, 2, 3, 7, 64, 100, 2048, 5000, 8192]) {
    for (const shape of [hilbertShape(cells), linearShape(cells, 128)]) {
      it(`has a place of its own for each of ${cells} cells in ${shape.columns} x ${shape.rows}`, () => {
        for (let cell = 0; cell < cells; cell++) {
          const { column, row } = shape.place(cell);
          assert.ok(column >= 0 && column < shape.columns && row >= 0 && row < shape.rows);
          assert.equal(shape.cellAt(column, row), cell);
        }
      });

      it(`has no cell but those ${cells} in ${shape.columns} x ${shape.rows}, and none beside it`, () => {
        let found = 0;
        for (let row = -1; row <= shape.rows; row++) {
          for (let column = -1; column <= shape.columns; column++) {
            const inside = row >= 0 && row < shape.rows && column >= 0 && column < shape.columns;
            if (!inside) continue;
            if (shape.cellAt(column, row) >= 0) found++;
          }
        }
        assert.equal(found, cells);
      });
    }
  }

  it('lies down where it fills half of a square', () => {
    const { columns, rows } = hilbertShape(8192);
    assert.deepEqual([columns, rows], [128, 64]);
  });

  it('has no empty row or column around it', () => {
    const shape = hilbertShape(5000);
    const used = Array.from({ length: 5000 }, (_, cell) => shape.place(cell));
    assert.equal(Math.max(...used.map(({ column }) => column)), shape.columns - 1);
    assert.equal(Math.max(...used.map(({ row }) => row)), shape.rows - 1);
    assert.equal(Math.min(...used.map(({ column }) => column)), 0);
    assert.equal(Math.min(...used.map(({ row }) => row)), 0);
  });
});
