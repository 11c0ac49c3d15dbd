import assert from 'node:assert/strict';
import { COMPARISON_CHECKS as checks } from '../../../src/protocol/comparisonChecks';

const ranges = { left: { from: 1, to: 4 }, right: { from: 7, to: 7 } };

describe('the checks of what a comparing page asks', () => {
  it('give what was asked, and leave out what does not belong there', () => {
    for (const name of ['figures', 'pages', 'written', 'devices', 'shown', 'swap'] as const) {
      assert.deepEqual(checks[name]({ ...ranges, more: 1 }), ranges);
    }
    assert.deepEqual(checks.page({ ranges, page: 3 }), { ranges, page: 3 });
    assert.deepEqual(checks.chooseTrace({ side: 'right' }), { side: 'right' });
    assert.deepEqual(checks.reveal({ side: 'left', point: 2 }), { side: 'left', point: 2 });
    const selected = { side: 'left', point: 2, page: 9 };
    assert.deepEqual(checks.reveal(selected), selected);
  });

  it('refuse a range that ends before it begins, or has no whole ends', () => {
    for (const left of [{ from: 2, to: 1 }, { from: 0.5, to: 1 }, { from: 0 }, null, 7]) {
      assert.throws(() => checks.pages({ ...ranges, left }), TypeError);
    }
    assert.throws(() => checks.pages({ left: ranges.left }), TypeError);
  });

  it('refuse a side that is none', () => {
    for (const side of ['toString', '', undefined, 1]) {
      assert.throws(() => checks.chooseTrace({ side }), /"side" must be left or right/);
      assert.throws(() => checks.reveal({ side, point: 1 }), /"side"/);
    }
  });

  it('refuse a page or a point beyond any guest', () => {
    assert.throws(() => checks.page({ ranges, page: 2 ** 40 }), /"page"/);
    assert.throws(() => checks.reveal({ side: 'left', point: -1 }), /"point"/);
  });
});
