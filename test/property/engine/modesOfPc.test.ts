import assert from 'node:assert/strict';
import { OUTPUT_KINDS, type AccessCause } from '../../../src/core/syncPoint';
import type { SyncMode } from '../../../src/engine/syncMode';
import { tapPolicy } from '../../../src/engine/tapPolicy';
import { trafficFor, WORKLOADS } from '../../../src/machine/v86/guest/workloads';
import { createV86Machine } from '../../../src/machine/v86/v86Machine';
import { assertContinues } from '../../support/continuedOutputs';
import { DEATH_PHASES, runUntilDeath, survive, unbroken } from '../../support/dyingActive';
import { standbyFor, workloadOptions } from '../../unit/machine/v86/machines';
import { SeededRandom } from '../machine/seededRandom';

const OUTPUTS_AFTERWARDS = 12;

/** Ways to protect it. */
const WAYS: readonly {
  readonly mode: SyncMode;
  readonly accesses?: readonly AccessCause[];
  readonly coalesceUs?: number;
}[] = [
  { mode: { kind: 'pipelined', pagesAtOnce: 3 } },
  { mode: { kind: 'pipelined' } },
  { mode: { kind: 'periodic', intervalUs: 3_000 } },
  { mode: { kind: 'stop-and-copy' }, accesses: ['irqchip', 'timer'] },
  { mode: { kind: 'stop-and-copy' }, coalesceUs: 2_000 },
];

/** How many sync points are taken at least of each case before its active dies. */
const LEAST_POINTS = 25;

WAYS.forEach(({ mode, accesses = [], coalesceUs }, m) => {
  const way = [mode.kind, ...accesses, ...(coalesceUs === undefined ? [] : ['coalescing'])];
  describe(`the embedded PC, way ${m}: ${way.join(', ')}`, function () {
    this.timeout(120_000);

    WORKLOADS.forEach(({ name }, w) => {
      const jit = (w + m) % 2 === 0;
      const seed = 100 * m + w + 1;
      it(`is at every commit what it was, and goes on: ${name}, JIT ${jit ? 'on' : 'off'}`, async () => {
        const random = new SeededRandom(seed);
        const phase = DEATH_PHASES[(w + 3 * m) % DEATH_PHASES.length];
        const death = {
          transaction: LEAST_POINTS + random.below(30),
          phase,
          survivors: random.below(4),
        };
        const options = workloadOptions(name, seed, { jit, accesses });
        const inputs = trafficFor(name, seed);
        const active = await createV86Machine(options);
        const { passive, released, repeatable } = await runUntilDeath(
          active,
          await standbyFor({ jit, accesses }),
          inputs,
          death,
          (transaction) => assert.fail(`memory differs at the commit of ${transaction}`),
          {
            mode,
            tap: tapPolicy([...OUTPUT_KINDS, ...accesses]),
            ...(coalesceUs === undefined ? {} : { coalesceUs }),
            delay: () => random.below(3),
          },
        );
        active.dispose();
        assert.ok((passive.committed ?? 0) >= LEAST_POINTS - 6);
        const after = await survive(passive, inputs, OUTPUTS_AFTERWARDS);
        const total = released.length + after.length;
        const whole = await unbroken(await createV86Machine(options), inputs, total);
        // An idle guest accesses its interrupt controllers more often than it says something.
        if (accesses.length === 0) assert.ok(released.length > 0, 'the active released something');
        assertContinues(released, after, whole, repeatable, `${name}, ${phase}`);
      });
    });
  });
});
