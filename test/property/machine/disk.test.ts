import assert from 'node:assert/strict';
import type { Output } from '../../../src/core/syncPoint';
import type { SyncMode } from '../../../src/engine/syncMode';
import { trafficFor, type WorkloadName } from '../../../src/machine/v86/guest/workloads';
import { V86Standby } from '../../../src/machine/v86/embeddedStandby';
import { createPc } from '../../../src/machine/v86/pc';
import { createV86Machine } from '../../../src/machine/v86/v86Machine';
import { DEATH_PHASES, runUntilDeath, survive, unbroken } from '../../support/dyingActive';
import { workloadOptions } from '../../unit/machine/v86/machines';
import { SeededRandom } from './seededRandom';

const SEEDS = 12;
const OUTPUTS_AFTERWARDS = 30;

const MODES: readonly SyncMode[] = [
  { kind: 'stop-and-copy' },
  { kind: 'pipelined', pagesAtOnce: 2 },
  { kind: 'periodic', intervalUs: 1_000 },
];

/** A disk of the outside world: what was written to it, in order. */
function diskAfter(bytes: number, ...written: readonly (readonly Output[])[]): Buffer {
  const disk = Buffer.alloc(bytes);
  for (const { kind, data, diskOffset } of written.flat()) {
    if (kind === 'disk-write') disk.set(data, diskOffset);
  }
  return disk;
}

describe('the disk of a guest whose active dies', function () {
  this.timeout(120_000);

  for (const workload of ['disklog', 'mixed'] as const) {
    it(`is at the passive what the guest had written, and outside nothing is missing: ${workload}`, async () => {
      let writes = 0;
      for (let seed = 1; seed <= SEEDS; seed++) writes += await checkOne(workload, seed);
      assert.ok(writes > 4 * SEEDS, `only ${writes} writes`);
    });
  }
});

/** @returns the writes that were committed. */
async function checkOne(workload: WorkloadName, seed: number): Promise<number> {
  const random = new SeededRandom(1000 * seed);
  const mode = MODES[seed % MODES.length];
  const death = {
    transaction: 10 + random.below(80),
    phase: DEATH_PHASES[random.below(DEATH_PHASES.length)],
    survivors: random.below(5),
  };
  const label = `seed ${seed}: ${JSON.stringify({ ...death, mode })}`;
  const options = workloadOptions(workload, seed, { rate: 1000 });
  const inputs = trafficFor(workload, seed);
  const active = await createV86Machine(options);
  const { wasm, memoryBytes, diskBytes, jit, dirtyTracking } = options;
  const passivePc = await createPc({ wasm, memoryBytes, diskBytes, jit, dirtyTracking });
  const { passive, released, committedOutputs } = await runUntilDeath(
    active,
    new V86Standby(passivePc),
    inputs,
    death,
    (transaction) => assert.fail(`${label}: memory differs at the commit of ${transaction}`),
    { mode, delay: () => random.below(4) },
  );
  active.dispose();
  const { disk } = passivePc;
  const bytes = disk.byteLength;
  const inside = (): Buffer => Buffer.from(disk.read(0, bytes));

  const machine = await createV86Machine(options);
  const whole = await unbroken(machine, inputs, committedOutputs + OUTPUTS_AFTERWARDS);
  const committed = whole.slice(0, committedOutputs);
  assert.ok(inside().equals(diskAfter(bytes, committed)), `${label}: the passive's disk`);

  // Writes that the active did not come to let out are repeated, some a second time.
  const after = await survive(passive, inputs, OUTPUTS_AFTERWARDS);
  assert.ok(inside().equals(diskAfter(bytes, released, after)), `${label}: the disk outside`);
  return committed.filter(({ kind }) => kind === 'disk-write').length;
}
