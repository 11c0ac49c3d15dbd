import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { failover } from '../../../src/engine/failover';
import { Passive } from '../../../src/engine/passive';
import type { Output } from '../../../src/core/syncPoint';
import { MemoryLink } from '../../support/memoryLink';
import { ToyStandby, toyTraffic } from '../../support/toyMachine';
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

  it('keeps its last commit when it is sent devices that are damaged, though checksummed', async () => {
    const pair = toyPair({ workload: 'disk' });
    const before: Uint8Array[] = [];
    const { captureDevices } = pair.machine;
    let captures = 0;
    pair.machine.captureDevices = function (this: typeof pair.machine, scope) {
      const capture = captureDevices.call(this, scope);
      if (captures++ < 3) return capture;
      before.push(memoryOf(pair.standby));
      // The capture's first devices are whole, the last is one that does not exist.
      return Uint8Array.of(...capture, 255);
    };
    await assert.rejects(runPair(pair, 10), /refused transaction 3: .*expected a toy device/);
    assert.equal(pair.passive.committed, 2);
    const { machine, committed } = pair.passive.takeOver();
    assert.equal(committed, 2);
    assert.deepEqual(memoryOf(machine), before[0]);
    machine.dispose();
  });

  it('does not take over while it follows its active', async () => {
    const pair = toyPair();
    const { send } = pair.links.passive;
    let tried = 0;
    pair.links.passive.send = function (this: typeof pair.links.passive, bytes) {
      tried++;
      assert.throws(() => pair.passive.takeOver(), /still follows its active/);
      return send.call(this, bytes);
    };
    await runPair(pair, 3);
    assert.equal(tried, 3);
    pair.passive.takeOver().machine.dispose();
  });

  it('still owns a standby that could not be activated', async () => {
    const pair = toyPair();
    await runPair(pair, 3);
    pair.standby.activate = () => {
      throw new Error('no memory left');
    };
    assert.throws(() => pair.passive.takeOver(), /no memory left/);
    pair.passive.dispose();
    assert.ok(pair.standby.disposed);
  });

  it('goes on over another link from its last commit, forgetting what came in part', async () => {
    const pair = toyPair({ workload: 'disk' });
    const sent: Uint8Array[] = [];
    pair.links.active.fault = (bytes) => {
      sent.push(bytes);
      return [bytes];
    };
    await runPair(pair, 6);
    const standby = new ToyStandby('disk');
    const first = MemoryLink.pair();
    const passive = new Passive(standby, first.passive, crc32);
    const following = passive.run();
    for (const bytes of sent.slice(0, 3)) await first.active.send(bytes);
    await first.active.send(firstFrames(sent[3], 2));
    first.active.close();
    await following;
    assert.equal(passive.committed, 2);

    const second = MemoryLink.pair();
    const resumed = passive.resume(second.passive, 3);
    await assert.rejects(passive.resume(first.passive, 3), /still follows its active/);
    for (const bytes of sent.slice(3)) await second.active.send(bytes);
    second.active.close();
    await resumed;
    assert.equal(passive.committed, 5);
    assert.deepEqual(memoryOf(standby), memoryOf(pair.machine));
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
