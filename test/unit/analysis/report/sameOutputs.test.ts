import assert from 'node:assert/strict';
import { compareOutputs } from '../../../../src/analysis/report/sameOutputs';
import type { Output } from '../../../../src/core/syncPoint';
import { clockedTrace } from '../../../support/clockedTrace';

const serial = (text: string): Output => ({ kind: 'serial-tx', data: Buffer.from(text) });
const write = (diskOffset: number): Output => ({
  kind: 'disk-write',
  data: Buffer.from('sector'),
  diskOffset,
});

/** A trace whose sync points hold these outputs. */
function held(...points: readonly (readonly Output[])[]) {
  return clockedTrace(points.map((outputs) => ({ outputs })));
}

describe('comparing the outputs of two recordings', () => {
  it('does not look at which sync points they belong to', async () => {
    const one = held([], [serial('a')], [], [serial('b'), write(512)]);
    const other = held([serial('a'), serial('b')], [], [write(512)]);
    assert.deepEqual(await compareOutputs(one, other), { compared: 3 });
  });

  it('ends with the shorter recording, or at its bound', async () => {
    const long = held([serial('a')], [serial('b')], [serial('c')]);
    assert.deepEqual(await compareOutputs(long, held([serial('a')])), { compared: 1 });
    assert.deepEqual(await compareOutputs(long, long, undefined, 2), { compared: 2 });
  });

  it('finds the first output that differs in kind, bytes, length or place', async () => {
    const one = held([serial('a'), write(512)]);
    for (const other of [serial('x'), serial('aa'), { ...serial('a'), kind: 'net-tx' as const }]) {
      const found = await compareOutputs(one, held([other, write(512)]));
      assert.deepEqual(found, { compared: 0, firstDifference: 0 });
    }
    const elsewhere = await compareOutputs(one, held([serial('a'), write(1024)]));
    assert.deepEqual(elsewhere, { compared: 1, firstDifference: 1 });
  });

  it('ends when it is aborted', async () => {
    const one = held([serial('a')]);
    const reason = new Error('enough');
    await assert.rejects(compareOutputs(one, one, AbortSignal.abort(reason)), /enough/);
  });
});
