import assert from 'node:assert/strict';
import type { Output } from '../../../src/core/syncPoint';
import { HeldOutputs } from '../../../src/engine/heldOutputs';

const output = (byte: number): Output => ({ kind: 'serial-tx', data: Uint8Array.of(byte) });

function releasedBelow(held: HeldOutputs, transaction: number): number[] {
  const bytes: number[] = [];
  held.releaseBelow(transaction, { release: ({ data }) => void bytes.push(data[0]) });
  return bytes;
}

describe('held outputs', () => {
  it('leave in order, once, and only those of committed transactions', () => {
    const held = new HeldOutputs();
    held.hold(0, [output(1), output(2)]);
    held.hold(1, [output(3)]);
    held.hold(2, [output(4)]);
    assert.deepEqual(releasedBelow(held, 0), []);
    assert.deepEqual(releasedBelow(held, 2), [1, 2, 3]);
    assert.deepEqual(releasedBelow(held, 2), []);
    assert.deepEqual(releasedBelow(held, 3), [4]);
  });

  it('are forgotten when they are known to have left', () => {
    const held = new HeldOutputs();
    held.hold(0, [output(1)]);
    held.hold(1, [output(2)]);
    held.dropBelow(1);
    assert.deepEqual(releasedBelow(held, 2), [2]);
  });

  it('are taken only in the order of their transactions', () => {
    const held = new HeldOutputs();
    held.hold(1, []);
    assert.throws(() => held.hold(1, []), /after those of 1/);
    assert.throws(() => held.hold(0, []), /after those of 1/);
  });
});
