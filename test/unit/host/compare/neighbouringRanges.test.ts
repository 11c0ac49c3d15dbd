import assert from 'node:assert/strict';
import { neighbouringRanges } from '../../../../src/host/compare/neighbouringRanges';

describe('a range with the one before it', () => {
  it('has as many sync points as there are before it, at most its own number', () => {
    assert.deepEqual(neighbouringRanges({ from: 31, to: 50 }, 60), [
      { from: 11, to: 30 },
      { from: 31, to: 50 },
    ]);
    assert.deepEqual(neighbouringRanges({ from: 5, to: 50 }, 60), [
      { from: 1, to: 4 },
      { from: 5, to: 50 },
    ]);
  });

  it('is the halves of what begins where the trace does', () => {
    const halves = [
      { from: 1, to: 30 },
      { from: 31, to: 59 },
    ];
    assert.deepEqual(neighbouringRanges({ from: 0, to: 59 }, 60), halves);
    assert.deepEqual(neighbouringRanges({ from: 1, to: 59 }, 60), halves);
  });

  it('is never beyond the trace, however short that is', () => {
    for (let pointCount = 1; pointCount < 6; pointCount++) {
      for (let from = 0; from < pointCount; from++) {
        for (let to = from; to < pointCount; to++) {
          for (const range of neighbouringRanges({ from, to }, pointCount)) {
            assert.ok(0 <= range.from && range.from <= range.to && range.to < pointCount);
          }
        }
      }
    }
  });
});
