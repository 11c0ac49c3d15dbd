import assert from 'node:assert/strict';
import { failover } from '../../../src/engine/failover';
import type { Output } from '../../../src/core/syncPoint';
import { toyTraffic } from '../../support/toyMachine';
import { firstFrames, memoryOf } from '../../support/dyingActive';
import { runPair, toyPair } from '../../support/toyPair';

describe('the passive', () => {
  it('holds the memory of the active as of the commit', async () => {
    const pair = toyPair({ workload: 'disk' });
    await runPair(pair, 30);
    assert.deepEqual(memoryOf(pair.standby), memoryOf(pair.machine));
  });

  it('answers only when its standby holds the whole transaction', async () => {
    const pair = toyPair();
    const order: string[] = [];
    const { apply } = pair.standby;
    pair.standby.apply = function (this: typeof pair.standby, delta) {
      apply.call(this, delta);
      order.push('applied');
    };
    pair.links.passive.fault = (bytes) => {
      order.push('answered');
      return [bytes];
    };
    await runPair(pair, 2);
    assert.deepEqual(order, ['applied', 'answered', 'applied', 'answered']);
  });

  it('does not take over from a standby that was torn while it took a transaction', async () => {
    const pair = toyPair();
    const { apply } = pair.standby;
    let applied = 0;
    pair.standby.apply = function (this: typeof pair.standby, delta) {
      if (applied++ === 3) throw new Error('out of memory');
      apply.call(this, delta);
    };
    await assert.rejects(runPair(pair, 10), /refused transaction 3: out of memory/);
    assert.throws(() => pair.passive.takeOver(), {
      name: 'KemariError',
      message: 'the passive cannot take over: its standby is torn',
    });
    pair.passive.dispose();
    assert.ok(pair.standby.disposed);
  });

  it('takes over once', async () => {
    const pair = toyPair();
    await runPair(pair, 3);
    pair.passive.takeOver();
    assert.throws(() => pair.passive.takeOver(), /given away/);
    pair.passive.dispose();
    assert.equal(pair.standby.disposed, false);
  });

  it('repeats the outputs of its last commit at failover, unless it was told that they left', async () => {
    for (const { frames, repeats } of [
      { frames: 0, repeats: true },
      // BEGIN alone says what was released before it.
      { frames: 1, repeats: false },
    ]) {
      const pair = toyPair({ workload: 'burst' });
      let sends = 0;
      pair.links.active.fault = (bytes) => [sends++ < 5 ? bytes : firstFrames(bytes, frames)];
      const { receive } = pair.links.active;
      pair.links.active.receive = function (this: typeof pair.links.active) {
        if (sends > 5) this.close();
        return receive.call(this);
      };
      await assert.rejects(runPair(pair, 10), /closed before transaction 5/);
      assert.equal(pair.passive.committed, 4);
      const repeated: Output[] = [];
      const sink = { release: (output: Output) => void repeated.push(output) };
      failover(pair.passive, { inputs: toyTraffic(1), sink }).dispose();
      assert.ok(repeats === repeated.length > 0);
      assert.deepEqual(repeated, pair.released.slice(pair.released.length - repeated.length));
    }
  });
});
