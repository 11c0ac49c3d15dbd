import assert from 'node:assert/strict';
import { linearShape } from '../../../media/map/cellShape';
import { mapPalette, shadeOf } from '../../../media/map/heatPalette';
import { CELL } from '../../../media/map/levelOfDetail';
import { paintCells } from '../../../media/map/paintCells';

const palette = mapPalette({
  unchanged: '#2b2b2b',
  zeroDot: '#767676',
  heat: ['#000000', '#808080', '#ffffff'],
});
const UNCHANGED = 0xff2b2b2b;
const ZERO_DOT = 0xff767676;

const summary = {
  kinds: Uint8Array.of(CELL.unchanged, CELL.zero, CELL.data, CELL.data, CELL.data),
  counts: Uint32Array.of(0, 1, 1, 10, 100),
  dirtied: new Uint32Array(5),
};

function paint(cell: number, gap = 0) {
  const window = { firstColumn: 0, endColumn: 3, firstRow: 0, endRow: 2 };
  const { pixels, width, height } = paintCells(linearShape(5, 3), summary, window, {
    palette,
    highest: 100,
    cell,
    gap,
  });
  return { width, height, at: (x: number, y: number) => pixels[y * width + x] };
}

describe('painted cells', () => {
  it('are as large as they should be and touch each other', () => {
    const { width, height, at } = paint(4);
    assert.deepEqual([width, height], [12, 8]);
    assert.equal(at(8, 0), 0xff000000);
    assert.equal(at(11, 3), 0xff000000);
  });

  it('show zeros as a dot of 2 x 2 pixels in cells of 4', () => {
    const { at } = paint(4);
    const dots = [];
    for (let y = 0; y < 4; y++) {
      for (let x = 4; x < 8; x++) if (at(x, y) === ZERO_DOT) dots.push(`${x - 4},${y}`);
    }
    assert.deepEqual(dots, ['1,1', '2,1', '1,2', '2,2']);
    assert.equal(at(4, 0), UNCHANGED);
  });

  it('are coloured from few to many on a logarithmic scale', () => {
    const { at } = paint(4);
    assert.equal(at(8, 0), 0xff000000, 'once is the low end');
    assert.equal(at(4, 4), 0xffffffff, 'the highest count is the high end');
    const middle = at(0, 4) & 0xff;
    assert.ok(
      Math.abs(middle - 0x80) <= 2,
      `ten of a hundred lies in the middle, not at ${middle}`,
    );
  });

  it('leave the picture transparent where no cell is', () => {
    assert.equal(paint(4).at(8, 4), 0);
  });

  it('stand apart where they are large', () => {
    const { at } = paint(8, 1);
    assert.equal(at(6, 0), UNCHANGED);
    assert.equal(at(7, 0), 0);
  });

  it('are those of the window that is asked for', () => {
    const window = { firstColumn: 1, endColumn: 2, firstRow: 1, endRow: 2 };
    const { pixels, width, height } = paintCells(linearShape(5, 3), summary, window, {
      palette,
      highest: 100,
      cell: 4,
      gap: 0,
    });
    assert.deepEqual([width, height], [4, 4]);
    assert.ok(pixels.every((pixel) => pixel === 0xffffffff));
  });
});

describe('the heat scale', () => {
  it('never falls with the count', () => {
    let before = -1;
    for (let count = 1; count <= 300; count++) {
      const shade = shadeOf(count, 300);
      assert.ok(shade >= before);
      before = shade;
    }
  });

  it('has a place for a range in which nothing was dirtied twice', () => {
    assert.equal(shadeOf(1, 1), 0);
  });

  it('refuses colours that it cannot read', () => {
    assert.throws(
      () => mapPalette({ unchanged: 'red', zeroDot: '#000000', heat: ['#000000', '#ffffff'] }),
      /"red"/,
    );
  });
});
