import assert from 'node:assert/strict';
import { holds } from '../../../src/query/leafComparison';

describe('comparing the values of devices', () => {
  it('takes numbers, 64-bit integers and flags for the same numbers', () => {
    assert.ok(holds(5n, '==', 5));
    assert.ok(holds(2n ** 60n + 1n, '>', 2 ** 60));
    assert.ok(!holds(2n ** 60n + 1n, '==', 2 ** 60));
    assert.ok(holds(true, '==', 1));
    assert.ok(holds(false, '!=', true));
    assert.ok(holds(-1, '<', 0n));
  });

  it('takes bytes for their hex digits', () => {
    assert.ok(holds(Uint8Array.of(0x52, 0x0f), '==', '520f'));
    assert.ok(holds(Uint8Array.of(1), '!=', '02'));
  });

  it('finds values of different kinds unequal and in no order', () => {
    assert.ok(holds('5', '!=', 5));
    assert.ok(!holds('5', '==', 5));
    assert.ok(!holds('5', '<=', 5));
    assert.ok(!holds(null, '==', 0));
    assert.ok(!holds(null, '<', 1));
    assert.ok(holds(null, '==', null));
    assert.ok(!holds(NaN, '==', NaN));
  });

  it('holds for nothing where a value is not there', () => {
    for (const operator of ['==', '!=', '<', '<=', '>', '>='] as const) {
      assert.ok(!holds(undefined, operator, 1));
      assert.ok(!holds(1, operator, undefined));
    }
  });
});
