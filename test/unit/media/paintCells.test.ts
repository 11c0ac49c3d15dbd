import assert from 'node:assert/strict';
import { CODE } from '../../../media/map/cellCode';
import type { CellBlock } from '../../../media/map/cells/cellPicture';
import { paintCells } from '../../../media/map/cells/paintCells';
import { codeColour, mapPalette } from '../../../media/map/heatPalette';
import { seededNumbers } from '../../support/randomTrace';

const palette = mapPalette({
  unchanged: '#2b2b2b',
  zeroDot: '#767676',
  heat: ['#000000', '#808080', '#ffffff'],
});
const UNCHANGED = 0xff2b2b2b;
const ZERO_DOT = 0xff767676;

/** Unchanged, zero, coldest; hottest, and then no cell. */
const CODES = Uint8Array.of(
  ...[CODE.unchanged, CODE.zero, CODE.coldest],
  ...[CODE.hottest, CODE.none, CODE.none],
);

function paint(side: number, body = side, block: Partial<CellBlock> = {}) {
  const [width, height] = [3 * side + 10, 2 * side + 10];
  const pixels = new Uint32Array(width * height).fill(0x12345678);
  paintCells(pixels, {
    ...{ width, height, side, body, palette },
    blocks: [{ left: 0, top: 0, columns: 3, rows: 2, codes: CODES, ...block }],
  });
  return (x: number, y: number) => pixels[y * width + x];
}

describe('painted cells', () => {
  it('are as large as they should be and touch each other', () => {
    const at = paint(4);
    assert.deepEqual([at(0, 0), at(3, 3)], [UNCHANGED, UNCHANGED]);
    assert.deepEqual([at(8, 0), at(11, 3)], [0xff000000, 0xff000000]);
    assert.equal(at(0, 4), 0xffffffff);
  });

  it('show zeros as a dot of 2 x 2 pixels in cells of 4', () => {
    const at = paint(4);
    const dots = [];
    for (let y = 0; y < 4; y++) {
      for (let x = 4; x < 8; x++) if (at(x, y) === ZERO_DOT) dots.push(`${x - 4},${y}`);
    }
    assert.deepEqual(dots, ['1,1', '2,1', '1,2', '2,2']);
    assert.equal(at(4, 0), UNCHANGED);
  });

  it('leave the picture transparent where no cell is', () => {
    const at = paint(4);
    assert.deepEqual([at(4, 4), at(12, 0), at(0, 8)], [0, 0, 0]);
  });

  it('stand apart where they are large', () => {
    const at = paint(8, 7);
    assert.deepEqual([at(6, 0), at(7, 0), at(0, 7)], [UNCHANGED, 0, 0]);
  });

  it('are those that a look at every pixel finds, wherever they lie in the picture', () => {
    const random = seededNumbers(5);
    for (let round = 0; round < 100; round++) {
      const side = 1 + random(12);
      const body = side < 8 ? side : side - 1 - random(2);
      const [columns, rows] = [1 + random(9), 1 + random(9)];
      const codes = Uint8Array.from({ length: columns * rows }, () =>
        random(3) === 0 ? random(256) : [CODE.unchanged, CODE.zero, CODE.none][random(3)],
      );
      const [left, top] = [random(40) - 20, random(40) - 20];
      const [width, height] = [1 + random(60), 1 + random(60)];
      const pixels = new Uint32Array(width * height).fill(99);
      const block = { left, top, columns, rows, codes };
      paintCells(pixels, { width, height, side, body, palette, blocks: [block] });
      const expected = pixels.map((_, i) => {
        const [x, y] = [(i % width) - left, Math.floor(i / width) - top];
        const [column, row] = [Math.floor(x / side), Math.floor(y / side)];
        if (column < 0 || column >= columns || row < 0 || row >= rows) return 0;
        const [inX, inY] = [x - column * side, y - row * side];
        const code = codes[row * columns + column];
        if (inX >= body || inY >= body || code === CODE.none) return 0;
        if (code !== CODE.zero) return palette[code];
        const dot = Math.max(1, Math.round(body / 2));
        const start = Math.floor((body - dot) / 2);
        const dotted = [inX, inY].every((each) => each >= start && each < start + dot);
        return palette[dotted ? CODE.zero : CODE.unchanged];
      });
      assert.deepEqual(pixels, expected, `round ${round}`);
    }
  });
});

describe('the colours of codes', () => {
  it('go through the ramp from few to many', () => {
    assert.equal(palette[CODE.coldest], 0xff000000);
    assert.equal(palette[(CODE.coldest + CODE.hottest) / 2], 0xff808080);
    assert.equal(palette[CODE.hottest], 0xffffffff);
    assert.equal(palette[CODE.none], 0);
  });

  it('can be named for the page', () => {
    const red = mapPalette({
      unchanged: '#ff8001',
      zeroDot: '#000000',
      heat: ['#000', '#fff'].map(() => '#000000'),
    });
    assert.equal(codeColour(red, CODE.unchanged), 'rgb(255 128 1)');
  });

  it('are refused where they cannot be read', () => {
    assert.throws(
      () => mapPalette({ unchanged: 'red', zeroDot: '#000000', heat: ['#000000', '#ffffff'] }),
      /"red"/,
    );
  });
});
