import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import kernel from '../../../src/machine/v86/guest/kemari-guest.elf';
import {
  GUEST_DISK_BYTES,
  guestCommandLine,
  trafficFor,
  type WorkloadName,
} from '../../../src/machine/v86/guest/workloads';
import {
  createV86Machine,
  createV86Standby,
  type V86Options,
} from '../../../src/machine/v86/v86Machine';
import { assertContinues } from '../../support/continuedOutputs';
import { runUntilDeath, survive, unbroken, type Death } from '../../support/dyingActive';

const MEMORY_BYTES = 8 * 2 ** 20;
const OUTPUTS_AFTERWARDS = 12;

const require = createRequire(import.meta.url);
const v86Folder = path.dirname(require.resolve('v86/package.json'));
const wasm = readFileSync(path.join(v86Folder, 'build', 'v86.wasm'));

/** Each phase of death once, and each workload once, in both kinds of execution. */
const CASES: readonly (Death & { readonly workload: WorkloadName; readonly jit: boolean })[] = [
  { workload: 'idle', jit: true, transaction: 3, phase: 'run', survivors: 0 },
  { workload: 'counter', jit: true, transaction: 9, phase: 'collect', survivors: 0 },
  { workload: 'netecho', jit: true, transaction: 7, phase: 'ack', survivors: 0 },
  { workload: 'disklog', jit: false, transaction: 11, phase: 'frames', survivors: 2 },
  { workload: 'memwalk', jit: false, transaction: 6, phase: 'devices', survivors: 0 },
  { workload: 'hotset', jit: true, transaction: 8, phase: 'release', survivors: 0 },
  { workload: 'matrix', jit: false, transaction: 4, phase: 'copy', survivors: 0 },
  { workload: 'mixed', jit: false, transaction: 14, phase: 'frames', survivors: 4 },
];

describe('failover of the embedded PC', function () {
  this.timeout(120_000);

  for (const { workload, jit, ...death } of CASES) {
    const how = jit ? 'compiled' : 'interpreted';
    it(`continues ${workload}, ${how}, when its active dies in "${death.phase}"`, async () => {
      const seed = death.transaction;
      const options: V86Options = {
        wasm,
        kernel,
        commandLine: guestCommandLine({ workload, seed, memoryBytes: MEMORY_BYTES }),
        memoryBytes: MEMORY_BYTES,
        diskBytes: GUEST_DISK_BYTES,
        jit,
        dirtyTracking: 'log-dirty',
      };
      const inputs = trafficFor(workload, seed);
      const active = await createV86Machine(options);
      const { passive, released, repeatable } = await runUntilDeath(
        active,
        await createV86Standby(options),
        inputs,
        death,
        (transaction) => assert.fail(`memory differs at the commit of ${transaction}`),
      );
      active.dispose();
      const after = await survive(passive, inputs, OUTPUTS_AFTERWARDS);
      const total = released.length + after.length;
      const whole = await unbroken(await createV86Machine(options), inputs, total);
      assert.ok(released.length > 0, 'the active released something');
      assertContinues(released, after, whole, repeatable, workload);
    });
  }
});
