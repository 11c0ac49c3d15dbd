import assert from 'node:assert/strict';
import { usPerPage } from '../../../../src/analysis/whatif/costs';
import { deltaBytes } from '../../../../src/analysis/whatif/deltaSizes';

describe('what pages cost', () => {
  it('is the slope between few and many, whatever outliers there are', () => {
    const samples = Array.from({ length: 100 }, (_, i): [number, number] => {
      const pages = i < 50 ? 10 : 110;
      return [pages, i % 10 === 0 ? 50_000 : 200 + 3 * pages];
    });
    assert.equal(usPerPage(samples), 3);
  });

  it('is all of the phase where every sync point has about as many pages', () => {
    assert.equal(
      usPerPage([
        [60, 120],
        [64, 120],
        [70, 130],
      ]),
      2,
    );
  });

  it('is never below nothing, and nothing where there are no pages', () => {
    assert.equal(
      usPerPage([
        [1, 900],
        [100, 30],
      ]),
      0,
    );
    assert.equal(usPerPage([]), 0);
    assert.equal(usPerPage([[0, 50]]), 0);
  });
});

describe('the size of deltas', () => {
  it('is a bitmap for each page, and the blocks in which a byte differs', () => {
    const before = new Uint8Array(2 * 4096);
    const after = before.slice();
    assert.equal(deltaBytes(before, after), 16);
    after[63] = 1;
    after[64] = 1;
    after[8191] = 1;
    assert.equal(deltaBytes(before, after), 16 + 3 * 64);
    assert.equal(deltaBytes(before, after.fill(7)), 16 + 8192);
  });
});
