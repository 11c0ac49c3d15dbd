import assert from 'node:assert/strict';
import { sameLeaf } from '../../../src/core/deviceState';

describe('two leaves of device state', () => {
  it('are the same when they hold the same value', () => {
    assert.ok(sameLeaf(NaN, NaN));
    assert.ok(sameLeaf(5n, 5n));
    assert.ok(sameLeaf(null, null));
    assert.ok(sameLeaf(Uint8Array.of(1, 2), Uint8Array.of(1, 2)));
  });

  it('differ by value, by type, and by the sign of zero', () => {
    assert.ok(!sameLeaf(0, -0));
    assert.ok(!sameLeaf(1, true));
    assert.ok(!sameLeaf(5, 5n));
    assert.ok(!sameLeaf('', null));
    assert.ok(!sameLeaf(Uint8Array.of(1), Uint8Array.of(1, 2)));
    assert.ok(!sameLeaf(Uint8Array.of(1), Uint8Array.of(2)));
  });
});
