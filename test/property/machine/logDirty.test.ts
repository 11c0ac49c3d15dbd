import assert from 'node:assert/strict';
import { createV86Machine } from '../../../src/machine/v86/v86Machine';
import { trafficFor, WORKLOADS } from '../../../src/machine/v86/guest/workloads';
import { memoryOf, workloadOptions } from '../../unit/machine/v86/machines';
import { SeededRandom } from './seededRandom';

const EPOCHS = 60;

/** The pages that differ, by comparing all of them. */
function changedPages(before: Uint8Array, after: Uint8Array): number[] {
  const changed: number[] = [];
  for (let gfn = 0; gfn * 4096 < after.length; gfn++) {
    const page = after.subarray(gfn * 4096, (gfn + 1) * 4096);
    if (Buffer.compare(before.subarray(gfn * 4096, (gfn + 1) * 4096), page) !== 0)
      changed.push(gfn);
  }
  return changed;
}

describe('log-dirty misses no page that a comparison of all memory finds', () => {
  for (const jit of [false, true]) {
    WORKLOADS.forEach(({ name }, i) => {
      const seed = 100 + i;
      it(`while ${name} runs, JIT ${jit ? 'on' : 'off'}, seed ${seed}`, async () => {
        const random = new SeededRandom(seed);
        const rate = random.below(2) === 0 ? 0 : 1000;
        const machine = await createV86Machine(workloadOptions(name, seed, { jit, rate }));
        const traffic = trafficFor(name, seed);
        machine.collectDirtyPages();
        let before = memoryOf(machine);
        let changes = 0;
        for (let epoch = 0; epoch < EPOCHS; epoch++) {
          for (let runs = random.below(8); runs >= 0; runs--) {
            const next = traffic.next(machine.virtualTimeUs);
            const until = machine.virtualTimeUs + random.below(20_000);
            await machine.run(Math.min(next?.atUs ?? until, until));
            if (next !== undefined && machine.virtualTimeUs >= next.atUs)
              machine.inject(next.input);
          }
          const logged = new Set(machine.collectDirtyPages());
          const after = memoryOf(machine);
          const changed = changedPages(before, after);
          assert.deepEqual(
            changed.filter((gfn) => !logged.has(gfn)),
            [],
            `in epoch ${epoch}`,
          );
          changes += changed.length;
          before = after;
        }
        assert.ok(changes > 0);
        machine.dispose();
      });
    });
  }
});
