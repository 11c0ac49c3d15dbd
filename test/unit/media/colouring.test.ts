import assert from 'node:assert/strict';
import { CODE } from '../../../media/map/cellCode';
import {
  bytesCodes,
  countZeros,
  hottestOf,
  recencyCodes,
  STATE_CODE,
  stateCodes,
  timesCodes,
} from '../../../media/map/colouring';
import { NOT_COMPARED, PAGE_SIZE } from '../../../src/protocol/inspector';

const counts = {
  gfns: Uint32Array.of(1, 2, 3, 10, 11),
  counts: Uint32Array.of(100, 1, 500, 10, 1),
  lastPoints: Uint32Array.of(20, 12, 13, 19, 10),
  zero: Uint8Array.of(0, 0, 1, 0, 0),
};

describe('the map’s colouring', () => {
  it('by state tells data from zeros, and no data from other data', () => {
    assert.deepEqual([...stateCodes(Uint8Array.of(0, 1, 0))], [STATE_CODE, CODE.zero, STATE_CODE]);
    assert.ok(STATE_CODE > CODE.coldest && STATE_CODE < CODE.hottest);
  });

  it('by times goes from once to the highest count, on a logarithmic scale', () => {
    const codes = timesCodes(counts, hottestOf(counts).highest);
    assert.equal(codes[0], CODE.hottest);
    assert.equal(codes[1], CODE.coldest);
    assert.equal(codes[3], Math.round((CODE.coldest + CODE.hottest) / 2), 'ten of a hundred');
    assert.equal(codes[2], CODE.zero, 'zeros are zeros however often they were written');
  });

  it('by times finds the hottest page among data only', () => {
    assert.deepEqual(hottestOf(counts), { highest: 100, hottest: 1 });
    const twice = { ...counts, counts: Uint32Array.of(1, 7, 9, 7, 1) };
    assert.deepEqual(hottestOf(twice), { highest: 7, hottest: 2 }, 'the first of equals');
    const zeros = { ...counts, zero: new Uint8Array(5).fill(1) };
    assert.deepEqual(hottestOf(zeros), { highest: 1, hottest: undefined });
    assert.deepEqual([countZeros(zeros.zero), countZeros(counts.zero)], [5, 1]);
  });

  it('by times has a colour for a range in which nothing was dirtied twice', () => {
    const once = { ...counts, counts: new Uint32Array(5).fill(1), zero: new Uint8Array(5) };
    assert.deepEqual([...timesCodes(once, 1)], new Array(5).fill(CODE.coldest));
  });

  it('by recency goes from the first point of the range to its last', () => {
    const codes = recencyCodes(counts, 10, 20);
    assert.equal(codes[0], CODE.hottest, 'written at the last point');
    assert.equal(codes[4], CODE.coldest, 'written at the first point only');
    assert.ok(codes[3] < codes[0] && codes[3] > codes[1] && codes[1] > codes[4]);
    assert.equal(codes[2], CODE.zero);
  });

  it('by recency shows all of a range of one point as written now', () => {
    const { gfns, counts: times, zero } = counts;
    const now = { gfns, counts: times, zero, lastPoints: new Uint32Array(5).fill(7) };
    const codes = recencyCodes(now, 7, 7);
    assert.deepEqual(
      [...codes].filter((code) => code !== CODE.zero),
      new Array(4).fill(CODE.hottest),
    );
  });

  it('by bytes goes from one to a whole page', () => {
    const bytes = Uint16Array.of(0, 1, 64, PAGE_SIZE, 9, NOT_COMPARED);
    const codes = bytesCodes(Uint8Array.of(0, 0, 0, 0, 1, 0), bytes);
    assert.deepEqual(
      [...codes],
      [CODE.coldest, CODE.coldest, CODE.coldest + 126, CODE.hottest, CODE.zero, CODE.coldest],
    );
  });
});
