import assert from 'node:assert/strict';
import {
  colourPages,
  highestCount,
  hottestPage,
  indexOfPage,
  neighbouringRun,
} from '../../../media/map/colouring';
import type { MapModel } from '../../../src/protocol/inspector';

const model: MapModel = {
  point: 12,
  from: 10,
  to: 20,
  gfns: Uint32Array.of(1, 2, 3, 10, 11, 40),
  counts: Uint32Array.of(5, 1, 2, 9, 4, 3),
  lastPoints: Uint32Array.of(20, 12, 13, 19, 14, 12),
  zero: Uint8Array.of(0, 0, 1, 1, 0, 0),
  pointGfns: Uint32Array.of(2, 10, 40),
  pointZero: Uint8Array.of(1, 0, 0),
};

describe('the map’s colouring', () => {
  it('shows all pages of the range by how often they were dirtied', () => {
    assert.deepEqual(colourPages(model, 'range').gfns, model.gfns);
    assert.equal(highestCount(colourPages(model, 'range')), 5);
  });

  it('shows the pages of the current point as they were there, by how often in the range', () => {
    const pages = colourPages(model, 'point');
    assert.deepEqual([...pages.gfns], [2, 10, 40]);
    assert.deepEqual([...pages.counts], [1, 9, 3]);
    assert.deepEqual([...pages.zero], [1, 0, 0]);
    assert.deepEqual([...pages.lastPoints], [12, 19, 12]);
  });

  it('counts a page once that only a current point outside the range dirtied', () => {
    const beside = {
      ...model,
      point: 30,
      pointGfns: Uint32Array.of(2, 5),
      pointZero: Uint8Array.of(0, 0),
    };
    const pages = colourPages(beside, 'point');
    assert.deepEqual([...pages.counts], [1, 1]);
    assert.equal(pages.lastPoints[indexOfPage(pages, 5)], 30);
  });

  it('finds a page, and finds none that was not dirtied', () => {
    const pages = colourPages(model, 'range');
    assert.equal(indexOfPage(pages, 11), 4);
    assert.equal(indexOfPage(pages, 12), -1);
  });

  it('lets the most often dirtied page of data stand for a cell', () => {
    const pages = colourPages(model, 'range');
    assert.equal(hottestPage(pages, 0, 8), 1);
    assert.equal(hottestPage(pages, 8, 8), 11, 'data stands before zeros');
    assert.equal(hottestPage(pages, 16, 8), 16, 'the first page where none was dirtied');
  });

  it('goes from run to run of dirtied pages, forward and back', () => {
    const pages = colourPages(model, 'range');
    assert.equal(neighbouringRun(pages, 0, 1, 1), 1);
    assert.equal(neighbouringRun(pages, 1, 1, 1), 10);
    assert.equal(neighbouringRun(pages, 10, 1, 1), 40);
    assert.equal(neighbouringRun(pages, 40, 1, 1), undefined);
    assert.equal(neighbouringRun(pages, 40, -1, 1), 10);
    assert.equal(neighbouringRun(pages, 10, -1, 1), 1);
    assert.equal(neighbouringRun(pages, 1, -1, 1), undefined);
  });

  it('joins runs that a cell of several pages shows as one', () => {
    assert.equal(neighbouringRun(colourPages(model, 'range'), 1, 1, 8), 40);
  });
});
