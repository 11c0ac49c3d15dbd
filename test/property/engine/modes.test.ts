import assert from 'node:assert/strict';
import type { SyncMode } from '../../../src/engine/syncMode';
import { assertContinues } from '../../support/continuedOutputs';
import {
  DEATH_PHASES,
  runUntilDeath,
  survive,
  unbroken,
  type Circumstances,
  type Death,
} from '../../support/dyingActive';
import {
  TOY_WORKLOADS,
  ToyMachine,
  ToyStandby,
  toyTraffic,
  type ToyWorkload,
} from '../../support/toyMachine';
import { SeededRandom } from '../machine/seededRandom';

const SEEDS = 700;
const OUTPUTS_AFTERWARDS = 30;

/** One case; everything about it follows from its seed. */
interface Case {
  readonly workload: ToyWorkload;
  readonly death: Death;
  readonly circumstances: Circumstances;
}

function caseOf(seed: number, kind: SyncMode['kind']): Case {
  const random = new SeededRandom(seed * 7919 + 17);
  const pick = <T>(values: readonly T[]): T => values[random.below(values.length)];
  let nowUs = 0;
  const most = random.below(4);
  const modes: Record<SyncMode['kind'], SyncMode> = {
    'stop-and-copy': { kind: 'stop-and-copy' },
    periodic: { kind: 'periodic', intervalUs: 100 + random.below(1500) },
    pipelined: {
      kind: 'pipelined',
      inFlight: 1 + random.below(4),
      aheadUs: 1 + random.below(800),
      pagesAtOnce: 1 + random.below(6),
    },
  };
  return {
    workload: pick(TOY_WORKLOADS),
    death: {
      transaction: random.below(30),
      phase: pick(DEATH_PHASES),
      survivors: random.below(5),
    },
    circumstances: {
      mode: modes[kind],
      clock: () => (nowUs += random.below(12)),
      delay: () => random.below(most + 1),
    },
  };
}

for (const kind of ['stop-and-copy', 'periodic', 'pipelined'] as const) {
  describe(`a guest protected in mode ${kind}`, function () {
    this.timeout(60_000);

    it('is at every commit what it was at the sync point, and goes on from the last one', async () => {
      let survived = 0;
      let ranAhead = 0;
      for (let seed = 1; seed <= SEEDS; seed++) {
        const ahead = await checkOne(seed, caseOf(seed, kind));
        if (ahead !== undefined) survived++;
        if (ahead !== undefined && ahead > 1) ranAhead++;
      }
      assert.ok(survived > SEEDS / 2, `only ${survived} cases had a commit`);
      if (kind === 'pipelined') assert.ok(ranAhead > SEEDS / 4, `${ranAhead} cases ran ahead`);
      else assert.equal(ranAhead, 0);
    });
  });
}

/**
 * @returns the most sync points that were taken and not acknowledged at once; undefined if there was
 *   nothing to go on from.
 */
async function checkOne(
  seed: number,
  { workload, death, circumstances }: Case,
): Promise<number | undefined> {
  const label = `seed ${seed}: ${workload}, ${JSON.stringify({ ...death, ...circumstances.mode })}`;
  const inputs = toyTraffic(seed);
  const { passive, released, repeatable, mostAhead } = await runUntilDeath(
    new ToyMachine(workload, seed),
    new ToyStandby(workload),
    inputs,
    death,
    (transaction) => assert.fail(`${label}: memory differs at the commit of ${transaction}`),
    circumstances,
  );
  if (passive.committed === undefined) {
    assert.equal(released.length, 0, `${label}: released something before the first commit`);
    passive.dispose();
    return undefined;
  }
  const { inFlight = 0 } = { inFlight: 1, ...circumstances.mode };
  assert.ok(mostAhead <= inFlight, `${label}: ${mostAhead} sync points ahead`);
  const after = await survive(passive, inputs, OUTPUTS_AFTERWARDS);
  const total = released.length + after.length;
  const whole = await unbroken(new ToyMachine(workload, seed), inputs, total);
  assertContinues(released, after, whole, repeatable, label);
  return mostAhead;
}
