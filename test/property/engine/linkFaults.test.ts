import assert from 'node:assert/strict';
import { KemariError } from '../../../src/core/errors';
import { assertContinues } from '../../support/continuedOutputs';
import { frameStarts, memoryOf, survive, unbroken } from '../../support/dyingActive';
import type { Fault } from '../../support/memoryLink';
import { TOY_WORKLOADS, ToyMachine, toyTraffic } from '../../support/toyMachine';
import { toyPair } from '../../support/toyPair';

const SEEDS = 60;
const OUTPUTS_AFTERWARDS = 20;

/** Of a toy guest at one sync point. */
const MOST_OUTPUTS_AT_ONCE = 6;

/** What can happen to a transaction on its way; `draw` is a number from 0 to below its argument. */
const FAULTS: Readonly<
  Record<string, (bytes: Uint8Array, draw: (below: number) => number) => readonly Uint8Array[]>
> = {
  'a frame is left out': (bytes, draw) => {
    const frames = framesOf(bytes);
    frames.splice(draw(frames.length - 1), 1);
    return [Buffer.concat(frames)];
  },
  'a frame comes twice': (bytes, draw) => {
    const frames = framesOf(bytes);
    const at = draw(frames.length - 1);
    frames.splice(at, 0, frames[at]);
    return [Buffer.concat(frames)];
  },
  'two frames change places': (bytes, draw) => {
    const frames = framesOf(bytes);
    const at = draw(frames.length - 1);
    [frames[at], frames[at + 1]] = [frames[at + 1], frames[at]];
    return [Buffer.concat(frames)];
  },
  'a bit is flipped': (bytes, draw) => {
    bytes[draw(bytes.length)] ^= 1 << draw(8);
    return [bytes];
  },
  'bytes are cut off in the middle of a frame': (bytes, draw) => {
    const starts = frameStarts(bytes);
    let end = draw(bytes.length - 1) + 1;
    if (starts.includes(end)) end++;
    return [bytes.subarray(0, end)];
  },
  'other bytes come in between': (bytes, draw) => {
    const at = draw(bytes.length);
    const noise = Uint8Array.from({ length: 1 + draw(100) }, () => draw(256));
    return [Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)])];
  },
  'the transaction before comes again': (bytes) => [bytes, bytes],
};

function framesOf(bytes: Uint8Array): Uint8Array[] {
  const starts = [...frameStarts(bytes), bytes.length];
  return starts.slice(1).map((end, i) => bytes.slice(starts[i], end));
}

describe('the passive at the end of a link that damages what it carries', function () {
  this.timeout(60_000);

  for (const [name, damage] of Object.entries(FAULTS)) {
    it(`refuses the transaction and keeps its last commit when ${name}`, async () => {
      for (let seed = 1; seed <= SEEDS; seed++) await checkOne(seed, damage);
    });
  }
});

async function checkOne(seed: number, damage: (typeof FAULTS)[string]): Promise<void> {
  let random = seed * 2654435761;
  const draw = (below: number): number => {
    random = (Math.imul(random, 1103515245) + 12345) >>> 0;
    return (random >>> 8) % below;
  };
  const workload = TOY_WORKLOADS[seed % TOY_WORKLOADS.length];
  const victim = 1 + draw(12);
  const label = `seed ${seed}, ${workload}, transaction ${victim}`;
  const pair = toyPair({ workload, seed });

  let sends = 0;
  const fault: Fault = (bytes) => (sends++ === victim ? damage(bytes, draw) : [bytes]);
  pair.links.active.fault = fault;
  /** The active's memory when each transaction was acknowledged. */
  const memories: Uint8Array[] = [];
  const { receive } = pair.links.active;
  pair.links.active.receive = async function (this: typeof pair.links.active) {
    const answer = await receive.call(this);
    memories.push(memoryOf(pair.machine));
    return answer;
  };

  const following = assert.rejects(pair.passive.run(), KemariError, label);
  await assert.rejects(
    pair.active.run({ points: victim + 5, requested: () => false }),
    KemariError,
    label,
  );
  await following;
  const { committed } = pair.passive;
  assert.ok(committed === victim - 1 || committed === victim, `${label}: committed ${committed}`);
  assert.ok(pair.commits.length <= committed + 1, `${label}: the active went on`);
  assert.deepEqual(memoryOf(pair.standby), memories[committed], `${label}: memory`);

  const inputs = toyTraffic(seed);
  const after = await survive(pair.passive, inputs, OUTPUTS_AFTERWARDS);
  const total = pair.released.length + after.length;
  const whole = await unbroken(new ToyMachine(workload, seed), inputs, total);
  assertContinues(pair.released, after, whole, MOST_OUTPUTS_AT_ONCE, label);
}
