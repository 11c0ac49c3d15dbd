import assert from 'node:assert/strict';
import { moveCursor } from '../../../media/map/mapCursor';
import {
  cellAtPlace,
  cellOfPage,
  cornerOfCell,
  type LayoutRoom,
  type MapArrangement,
  type MapRegion,
} from '../../../media/map/mapLayout';
import { layOutMap } from '../../../media/map/mapScale';
import { planPyramid, Pyramid } from '../../../media/map/pyramid';

const embedded: readonly MapRegion[] = [{ name: 'ram', firstGfn: 0, pages: 8192 }];
const large: readonly MapRegion[] = [
  { name: 'ram below 4 GiB', firstGfn: 0, pages: 0x80000 },
  { name: 'vga.vram', firstGfn: 0xfd000, pages: 4096 },
  { name: 'pc.bios', firstGfn: 0xfffc0, pages: 64 },
  { name: 'ram above 4 GiB', firstGfn: 0x100000, pages: 0x280000 },
];

/** The map's canvas in an editor of 984 x 713 CSS pixels. */
const room = (ratio = 1): LayoutRoom => ({
  ratio,
  left: 68 * ratio,
  width: 520 * ratio,
  height: 445 * ratio,
  measure: (text) => text.length * 6 * ratio,
});

const ARRANGEMENTS: readonly MapArrangement[] = ['linear', 'hilbert'];
/** Nothing is known of any page. */
const NONE = undefined;

describe('the map’s layout', () => {
  for (const arrangement of ARRANGEMENTS) {
    it(`shows a guest of 32 MiB with one page a cell of 4 pixels, ${arrangement}`, () => {
      const { scale, boxes } = layOutMap(arrangement, embedded, room(), 0).layout;
      assert.equal(scale.pagesPerCell, 1);
      assert.equal(scale.cell, 4);
      assert.deepEqual([boxes[0].shape.columns, boxes[0].shape.rows], [128, 64]);
    });

    for (const [guest, regions] of [
      ['a small', embedded],
      ['a large', large],
    ] as const) {
      for (const ratio of [1, 1.25, 2]) {
        it(`fits all of ${guest} guest, ${arrangement}, at a scale of ${ratio}`, () => {
          const { layout } = layOutMap(arrangement, regions, room(ratio), 0);
          assert.ok(layout.height <= room(ratio).height, 'it is too high');
          assert.ok(layout.width <= room(ratio).left + room(ratio).width, 'it is too wide');
          assert.ok(layout.scale.cell >= 4 * ratio, 'its cells are too small');
        });
      }

      for (const zoom of [0, 1, 3]) {
        it(`finds every page of ${guest} guest under its cell, ${arrangement}, zoom ${zoom}`, () => {
          const { layout } = layOutMap(arrangement, regions, room(), zoom);
          const half = layout.scale.cell / 2;
          for (const region of regions) {
            const last = region.firstGfn + region.pages - 1;
            for (const gfn of [region.firstGfn, region.firstGfn + 17, last]) {
              const at = cellOfPage(layout, gfn);
              assert.ok(at !== undefined);
              const { x, y } = cornerOfCell(layout, at.box, at.cell);
              const found = cellAtPlace(layout, x + half, y + half);
              assert.equal(found?.box.region.name, region.name);
              assert.equal(found?.cell, at.cell);
            }
          }
        });
      }
    }

    it(`lets no two regions overlap, ${arrangement}`, () => {
      const { boxes, scale } = layOutMap(arrangement, large, room(), 0).layout;
      const rectangles = boxes.map(({ left, top, shape }) => ({
        left,
        top,
        right: left + shape.columns * scale.cell,
        bottom: top + shape.rows * scale.cell,
      }));
      rectangles.forEach((a, i) => {
        for (const b of rectangles.slice(i + 1)) {
          const apart =
            a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
          assert.ok(apart, `region ${i} lies over another`);
        }
      });
    });

    it(`zooms in to single pages that grow, and says where that ends, ${arrangement}`, () => {
      const cells = [0, 1, 2, 3, 4, 5, 6].map((zoom) =>
        layOutMap(arrangement, embedded, room(), zoom),
      );
      for (let i = 1; i < cells.length; i++) {
        assert.ok(cells[i].layout.scale.cell >= cells[i - 1].layout.scale.cell);
      }
      const end = cells[6];
      assert.equal(end.zoom, 3);
      assert.equal(end.layout.scale.cell, 32);
    });
  }

  it('halves the pages a cell with each step into a large guest', () => {
    const at = (zoom: number): number =>
      layOutMap('linear', large, room(), zoom).layout.scale.pagesPerCell;
    assert.deepEqual([0, 1, 2, 8].map(at), [256, 128, 64, 1]);
  });

  it('goes down to as few pages a cell as are told apart', () => {
    for (const arrangement of ARRANGEMENTS) {
      const { layout } = layOutMap(arrangement, large, room(), 30, 4);
      assert.equal(layout.scale.pagesPerCell, 4);
      assert.equal(layout.scale.cell, 32);
    }
  });

  it('keeps a row a round size where there is little room', () => {
    const narrow = { ...room(), width: 300 };
    const { scale } = layOutMap('linear', embedded, narrow, 0).layout;
    assert.equal(scale.columns, 64);
    assert.ok(scale.columns * scale.cell <= 300);
  });

  it('puts small regions behind their labels on one line', () => {
    const { boxes } = layOutMap('linear', large, room(), 0).layout;
    assert.deepEqual(
      boxes.map(({ inline }) => inline),
      [false, true, true, false],
    );
    assert.equal(boxes[1].labelBaseline, boxes[2].labelBaseline);
  });
});

describe('the map’s cursor', () => {
  const layout = layOutMap('linear', embedded, room(), 0).layout;

  it('moves along a row, and from the end of one row to the next', () => {
    assert.equal(moveCursor(layout, NONE, 5, 'right'), 6);
    assert.equal(moveCursor(layout, NONE, 127, 'right'), 128);
    assert.equal(moveCursor(layout, NONE, 128, 'left'), 127);
  });

  it('moves a row up and down, and stays at the edges', () => {
    assert.equal(moveCursor(layout, NONE, 5, 'down'), 133);
    assert.equal(moveCursor(layout, NONE, 133, 'up'), 5);
    assert.equal(moveCursor(layout, NONE, 5, 'up'), 5);
    assert.equal(moveCursor(layout, NONE, 0, 'left'), 0);
    assert.equal(moveCursor(layout, NONE, 8191, 'right'), 8191);
  });

  it('goes to the first and the last page', () => {
    assert.equal(moveCursor(layout, NONE, 5, 'end'), 8191);
    assert.equal(moveCursor(layout, NONE, 5, 'start'), 0);
  });

  it('crosses from one region to the next in both directions', () => {
    const both = layOutMap('linear', large, room(), 0).layout;
    const lastOfLow = 0x80000 - 256;
    assert.equal(moveCursor(both, NONE, lastOfLow, 'right'), 0xfd000);
    assert.equal(moveCursor(both, NONE, 0xfd000, 'left'), lastOfLow);
    let gfn = 0;
    for (let step = 0; step < 40; step++) gfn = moveCursor(both, NONE, gfn, 'down');
    assert.ok(gfn >= 0x100000, 'it never reached the memory above 4 GiB');
  });

  it('moves to the neighbour on the screen along a Hilbert curve', () => {
    const curve = layOutMap('hilbert', embedded, room(), 0).layout;
    const { shape } = curve.boxes[0];
    const start = shape.cellAt(40, 20);
    const { column, row } = shape.place(moveCursor(curve, NONE, start, 'right'));
    assert.deepEqual([column, row], [41, 20]);
  });

  it('stops at the page that a cell of several pages shows', () => {
    const both = layOutMap('linear', large, room(), 0).layout;
    const pages = new Pyramid(planPyramid(large));
    pages.replace(new Uint32Array(), Uint32Array.of(300), Uint8Array.of(7));
    assert.equal(moveCursor(both, pages, 0, 'right'), 300);
  });
});
