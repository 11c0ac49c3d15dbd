import assert from 'node:assert/strict';
import { assertContinues } from '../../support/continuedOutputs';
import {
  DEATH_PHASES,
  runUntilDeath,
  survive,
  unbroken,
  type Death,
} from '../../support/dyingActive';
import {
  TOY_WORKLOADS,
  ToyMachine,
  ToyStandby,
  toyTraffic,
  type ToyWorkload,
} from '../../support/toyMachine';

const SEEDS = 600;
const OUTPUTS_AFTERWARDS = 40;

/** Everything about one case follows from its seed. */
function caseOf(seed: number): { workload: ToyWorkload; death: Death } {
  let random = (seed * 2246822519 + 374761393) >>> 0;
  const draw = (below: number): number => {
    random = (Math.imul(random ^ (random >>> 15), 2246822519) + seed) >>> 0;
    return (random >>> 8) % below;
  };
  const workload = TOY_WORKLOADS[draw(TOY_WORKLOADS.length)];
  const phase = DEATH_PHASES[draw(DEATH_PHASES.length)];
  return { workload, death: { transaction: draw(30), phase, survivors: draw(5) } };
}

describe('failover of a guest whose active dies', function () {
  this.timeout(60_000);

  for (const phase of DEATH_PHASES) {
    it(`loses and reorders no output when it dies in the phase "${phase}"`, async () => {
      let survived = 0;
      for (let seed = 1; seed <= SEEDS; seed++) {
        const { workload, death } = caseOf(seed);
        if (death.phase === phase && (await checkOne(seed, workload, death))) survived++;
      }
      assert.ok(survived > 20, `only ${survived} cases of this phase`);
    });
  }
});

/** @returns false if the active died before there was anything to go on from. */
async function checkOne(seed: number, workload: ToyWorkload, death: Death): Promise<boolean> {
  const label = `seed ${seed}: ${workload}, ${JSON.stringify(death)}`;
  const inputs = toyTraffic(seed);
  const { passive, released, repeatable } = await runUntilDeath(
    new ToyMachine(workload, seed),
    new ToyStandby(workload),
    inputs,
    death,
    (transaction) => assert.fail(`${label}: memory differs at the commit of ${transaction}`),
  );
  if (passive.committed === undefined) {
    assert.equal(released.length, 0, `${label}: released something before the first commit`);
    assert.throws(() => passive.takeOver(), /no transaction was committed/);
    passive.dispose();
    return false;
  }
  const after = await survive(passive, inputs, OUTPUTS_AFTERWARDS);
  const whole = await unbroken(
    new ToyMachine(workload, seed),
    inputs,
    released.length + after.length,
  );
  assertContinues(released, after, whole, repeatable, label);
  return true;
}
