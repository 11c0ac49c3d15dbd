import assert from 'node:assert/strict';
import { CELL, summarizeCells } from '../../../media/map/levelOfDetail';
import type { ColouredPages } from '../../../media/map/colouring';

/** Pages as `[gfn, count, zero]`. */
function coloured(...pages: readonly (readonly [number, number, 0 | 1])[]): ColouredPages {
  return {
    gfns: Uint32Array.from(pages, ([gfn]) => gfn),
    counts: Uint32Array.from(pages, ([, count]) => count),
    lastPoints: new Uint32Array(pages.length),
    zero: Uint8Array.from(pages, ([, , zero]) => zero),
  };
}

const region = { firstGfn: 0x100, pages: 1000 };

describe('the level of detail', () => {
  it('never loses a single dirty page', () => {
    for (const pagesPerCell of [1, 2, 16, 256, 1024]) {
      const { kinds, counts } = summarizeCells(coloured([0x2ff, 7, 0]), region, pagesPerCell);
      const cell = Math.floor((0x2ff - 0x100) / pagesPerCell);
      assert.equal(kinds[cell], CELL.data);
      assert.equal(counts[cell], 7);
      assert.equal(kinds.filter((kind) => kind !== CELL.unchanged).length, 1);
    }
  });

  it('shows data over zeros, and zeros over unchanged', () => {
    const pages = coloured([0x100, 90, 1], [0x101, 3, 0], [0x104, 5, 1]);
    const { kinds, counts, dirtied } = summarizeCells(pages, region, 4);
    assert.deepEqual([...kinds.subarray(0, 3)], [CELL.data, CELL.zero, CELL.unchanged]);
    assert.deepEqual([...counts.subarray(0, 3)], [3, 5, 0]);
    assert.deepEqual([...dirtied.subarray(0, 3)], [2, 1, 0]);
  });

  it('takes the highest count of a cell', () => {
    const { counts } = summarizeCells(
      coloured([0x100, 2, 0], [0x101, 9, 0], [0x102, 4, 0]),
      region,
      4,
    );
    assert.equal(counts[0], 9);
  });

  it('leaves out the pages of other regions', () => {
    const pages = coloured([0xff, 1, 0], [0x100 + 1000, 1, 0]);
    const { kinds } = summarizeCells(pages, region, 1);
    assert.equal(kinds.length, 1000);
    assert.ok(kinds.every((kind) => kind === CELL.unchanged));
  });

  it('has a last cell of fewer pages where they do not come out even', () => {
    const { kinds } = summarizeCells(coloured([0x100 + 999, 1, 0]), region, 256);
    assert.deepEqual([...kinds], [CELL.unchanged, CELL.unchanged, CELL.unchanged, CELL.data]);
  });

  it('agrees with looking at every page of every cell', () => {
    let state = 7;
    const next = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let round = 0; round < 200; round++) {
      const list: [number, number, 0 | 1][] = [];
      for (let gfn = 0; gfn < 200; gfn++) {
        if (next(4) === 0) list.push([gfn, 1 + next(20), next(2) === 0 ? 0 : 1]);
      }
      const where = { firstGfn: next(50), pages: 1 + next(140) };
      const pagesPerCell = 1 + next(20);
      const summary = summarizeCells(coloured(...list), where, pagesPerCell);
      for (let cell = 0; cell < summary.kinds.length; cell++) {
        const first = where.firstGfn + cell * pagesPerCell;
        const end = Math.min(first + pagesPerCell, where.firstGfn + where.pages);
        const inside = list.filter(([gfn]) => gfn >= first && gfn < end);
        const data = inside.filter(([, , zero]) => zero === 0);
        const deciding = data.length > 0 ? data : inside;
        const kind = data.length > 0 ? CELL.data : inside.length > 0 ? CELL.zero : CELL.unchanged;
        assert.equal(summary.kinds[cell], kind);
        assert.equal(summary.counts[cell], Math.max(0, ...deciding.map(([, count]) => count)));
        assert.equal(summary.dirtied[cell], inside.length);
      }
    }
  });
});
