import assert from 'node:assert/strict';
import type { Output } from '../../../src/core/syncPoint';
import type { Machine } from '../../../src/machine/machine';
import type { V86Machine } from '../../../src/machine/v86/embeddedMachine';
import { createV86Machine } from '../../../src/machine/v86/v86Machine';
import { trafficFor, type WorkloadName } from '../../../src/machine/v86/guest/workloads';
import {
  checkpoint,
  memoryOf,
  printed,
  standbyFor,
  workloadOptions,
} from '../../unit/machine/v86/machines';
import { SeededRandom } from './seededRandom';

const CONFIGURATIONS: readonly { workload: WorkloadName; rate?: number }[] = [
  { workload: 'mixed' },
  { workload: 'mixed', rate: 0 },
  { workload: 'netecho' },
  { workload: 'matrix', rate: 1000 },
];

/** Runs towards the next output or input, at most 3 ms; gives the guest the input that is due. */
async function step(machine: Machine, workload: WorkloadName, seed: number): Promise<Output[]> {
  const next = trafficFor(workload, seed).next(machine.virtualTimeUs);
  const until = machine.virtualTimeUs + 3000;
  const outcome = await machine.run(Math.min(next?.atUs ?? until, until));
  if (next !== undefined && machine.virtualTimeUs >= next.atUs) machine.inject(next.input);
  return outcome.reason === 'output' ? [...outcome.outputs] : [];
}

/** All that can be told of a machine from outside. */
function signature(machine: V86Machine): unknown {
  return {
    memory: Buffer.from(memoryOf(machine)).toString('latin1'),
    devices: Buffer.from(machine.captureDevices('all')).toString('hex'),
    instructions: machine.instructions,
    timeUs: machine.virtualTimeUs,
  };
}

describe('a standby that takes over at any moment runs on as the machine would have', () => {
  for (const jit of [false, true]) {
    CONFIGURATIONS.forEach(({ workload, rate }, i) => {
      const seed = 31 * i + 5;
      const what = `${workload}${rate === undefined ? '' : ` at rate ${rate}`}`;
      it(`with ${what}, JIT ${jit ? 'on' : 'off'}, seed ${seed}`, async () => {
        const random = new SeededRandom(seed);
        const options = { jit, ...(rate === undefined ? {} : { rate }) };
        const active = await createV86Machine(workloadOptions(workload, seed, options));
        const standbys = [await standbyFor({ jit }), await standbyFor({ jit })];
        checkpoint(active, standbys, 'all');
        let held: Output[] = [];
        for (let steps = 60 + random.below(240); steps > 0; steps--) {
          held.push(...(await step(active, workload, seed)));
          if (random.below(3) > 0 && steps > 1) continue;
          checkpoint(active, standbys, 'touched', held);
          held = [];
        }
        assert.ok(Buffer.from(memoryOf(standbys[0])).equals(memoryOf(active)));
        const all = active.captureDevices('all');
        const [first, second] = standbys.map((standby) => standby.activate() as V86Machine);
        assert.ok(Buffer.from(first.captureDevices('all')).equals(all));
        // With compiled code a cold machine may end its slices elsewhere than the one that was warm:
        // then those that are equally cold are compared.
        const machines = jit ? [first, second] : [active, first, second];
        const outputs: string[][] = [];
        for (const machine of machines) {
          const seen: string[] = [];
          for (let n = 0; n < 150; n++)
            seen.push(...(await step(machine, workload, seed)).map(printed));
          outputs.push(seen);
        }
        for (let m = 1; m < machines.length; m++) {
          assert.deepEqual(outputs[m], outputs[0]);
          assert.deepEqual(signature(machines[m]), signature(machines[0]));
        }
        for (const machine of [active, first, second]) machine.dispose();
      });
    });
  }
});
