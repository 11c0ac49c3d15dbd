import assert from 'node:assert/strict';
import type { Machine } from '../../../../src/machine/machine';
import { createV86Machine } from '../../../../src/machine/v86/v86Machine';
import { trafficFor } from '../../../../src/machine/v86/guest/workloads';
import { machineWith, memoryOf, printed, workloadOptions } from './machines';
import { TinyGuest } from './tinyGuest';

/** Runs a machine for one step and gives it the input that is due; returns what came out. */
async function step(machine: Machine, seed: number): Promise<string[]> {
  const next = trafficFor('mixed', seed).next(machine.virtualTimeUs);
  const outcome = await machine.run(next?.atUs ?? machine.virtualTimeUs + 10_000);
  if (next !== undefined && machine.virtualTimeUs >= next.atUs) machine.inject(next.input);
  return outcome.reason === 'output' ? outcome.outputs.map(printed) : [];
}

describe('two embedded PCs with the same inputs', () => {
  for (const jit of [false, true]) {
    it(`stay identical while they run in turns in one thread, JIT ${jit ? 'on' : 'off'}`, async () => {
      const options = workloadOptions('mixed', 7, { jit });
      const machines = [await createV86Machine(options), await createV86Machine(options)];
      for (let i = 0; i < 300; i++) {
        const [left, right] = [await step(machines[0], 7), await step(machines[1], 7)];
        assert.deepEqual(left, right);
      }
      const [left, right] = machines;
      assert.equal(left.virtualTimeUs, right.virtualTimeUs);
      assert.ok(Buffer.from(memoryOf(left)).equals(memoryOf(right)));
      assert.ok(Buffer.from(left.captureDevices('all')).equals(right.captureDevices('all')));
      machines.forEach((machine) => machine.dispose());
    });
  }

  it('differ when they are given different inputs', async () => {
    const options = workloadOptions('netecho', 1);
    const [left, right] = [await createV86Machine(options), await createV86Machine(options)];
    await left.run(20_000);
    await right.run(20_000);
    const broadcast = (content: number): Uint8Array =>
      new Uint8Array(64).fill(0xff, 0, 6).fill(content, 6);
    left.inject({ kind: 'net-rx', frame: broadcast(1) });
    right.inject({ kind: 'net-rx', frame: broadcast(2) });
    assert.ok(!Buffer.from(left.captureDevices('all')).equals(right.captureDevices('all')));
    left.dispose();
    right.dispose();
  });
});

describe('the guest of an embedded PC', () => {
  it('reads a date from its real-time clock that the host does not know', async () => {
    const read = (register: number): TinyGuest =>
      new TinyGuest()
        .outb(0x70, register)
        .raw(0x66, 0xba, 0x71, 0, 0xec, 0x66, 0xba, 0xf8, 3, 0xee);
    const years: number[] = [];
    for (const register of [9, 9]) {
      const machine = await machineWith(read(register).label('end').jump('end').image());
      const outcome = await machine.run(10_000);
      assert.equal(outcome.reason, 'output');
      years.push(outcome.reason === 'output' ? outcome.outputs[0].data[0] : -1);
      machine.dispose();
    }
    // Binary-coded: the year 2020.
    assert.deepEqual(years, [0x20, 0x20]);
  });

  it('leaves the host its Date', async () => {
    const HostDate = Date;
    const machine = await createV86Machine(workloadOptions('idle', 1));
    await machine.run(50_000);
    assert.equal(Date, HostDate);
    assert.ok(Math.abs(Date.now() - new Date().getTime()) < 60_000);
    machine.dispose();
  });

  it('draws the same random numbers in every run', async () => {
    const rdrand = new TinyGuest()
      .raw(0x0f, 0xc7, 0xf0, 0xa3, 0, 0, 0x20, 0)
      .label('end')
      .jump('end');
    const drawn: Uint8Array[] = [];
    for (let i = 0; i < 2; i++) {
      const machine = await machineWith(rdrand.image());
      await machine.run(2_000);
      drawn.push(memoryOf(machine).slice(0x20_0000, 0x20_0004));
      machine.dispose();
    }
    assert.notDeepEqual([...drawn[0]], [0, 0, 0, 0]);
    assert.deepEqual(drawn[0], drawn[1]);
  });
});
