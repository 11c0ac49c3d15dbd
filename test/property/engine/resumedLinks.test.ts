import assert from 'node:assert/strict';
import { Active, type Commit, type SentAhead } from '../../../src/engine/active';
import { GuestRun } from '../../../src/engine/guestRun';
import { sendLiveImage } from '../../../src/engine/liveImage';
import type { SyncMode } from '../../../src/engine/syncMode';
import { TAP_ALL } from '../../../src/engine/tapPolicy';
import { TransactionBuffers } from '../../../src/engine/transactionBuffers';
import type { Output } from '../../../src/core/syncPoint';
import { crc32 } from 'node:zlib';
import { CutPassive, type LinkFaults } from '../../support/cutLinks';
import { firstFrames, memoryOf, unbroken } from '../../support/dyingActive';
import type { Fault } from '../../support/memoryLink';
import { TOY_WORKLOADS, ToyMachine, toyTraffic, type ToyWorkload } from '../../support/toyMachine';
import { SeededRandom } from '../machine/seededRandom';

const SEEDS = 40;
const POINTS = 25;

/** What a run left behind. */
interface Run {
  readonly released: readonly Output[];
  readonly transactions: readonly Uint8Array[];
}

async function run(
  workload: ToyWorkload,
  seed: number,
  node: CutPassive,
  image: 'running' | 'stopped' = 'stopped',
  mode: SyncMode = { kind: 'stop-and-copy' },
): Promise<Run & { readonly machine: ToyMachine }> {
  const machine = new ToyMachine(workload, seed);
  const link = await node.open(machine, undefined, image);
  const released: Output[] = [];
  const inputs = toyTraffic(seed);
  const sink = { release: (output: Output): void => void released.push(output) };
  const clock = (): number => performance.now() * 1000;
  const yieldThread = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const requested = (): boolean => false;
  let ahead: SentAhead | undefined;
  if (image === 'running') {
    const guest = new GuestRun(machine, inputs);
    const parts = { guest, link, sink, crc32, clock, yieldThread, requested };
    const sent = await sendLiveImage({
      ...parts,
      onFrame: () => undefined,
      onStandstill: () => undefined,
    });
    ahead = { inputCursorUs: guest.inputCursorUs, sentBytes: sent?.bytes ?? 0 };
  }
  const transactions: Uint8Array[] = [];
  const buffers = new TransactionBuffers({ count: 2, bytes: 1 << 20 });
  const active = new Active({
    machine,
    inputs,
    ahead,
    link,
    sink,
    tap: TAP_ALL,
    mode,
    buffers,
    log: {
      append({ transaction }: Commit, buffer) {
        transactions.push(transaction.slice());
        buffers.release(buffer);
      },
    },
    crc32,
    clock,
    yieldThread,
  });
  await active.run({ points: POINTS, requested });
  link.close();
  await node.ended();
  return { released, transactions, machine };
}

type Damage = (bytes: Uint8Array, mayChange: boolean) => readonly Uint8Array[];

/** Faults of many kinds, the more connections the fewer, so that every run comes to an end. */
function randomFaults(random: SeededRandom, cut: () => void): LinkFaults {
  const fault = (connection: number, damage: Damage): Fault | undefined => {
    if (connection > 12) return undefined;
    let sends = random.below(6);
    // Bytes that change time after time in one transaction end the session, as they should.
    const mayChange = connection % 7 === 0;
    return (bytes) => (sends-- > 0 ? [bytes] : damage(bytes, mayChange));
  };
  const broken: Damage = (bytes, mayChange) => {
    switch (mayChange ? random.below(4) : 1 + random.below(3)) {
      case 0:
        bytes[random.below(bytes.length)] ^= 1 << random.below(8);
        return [bytes];
      case 1:
        queueMicrotask(cut);
        return [firstFrames(bytes, random.below(4))].filter(({ length }) => length > 0);
      case 2:
        queueMicrotask(cut);
        return [];
      default:
        queueMicrotask(cut);
        return [bytes];
    }
  };
  return {
    toPassive: (connection) => fault(connection, broken),
    // The answer is lost on its way.
    toActive: (connection) =>
      fault(connection, () => {
        queueMicrotask(cut);
        return [];
      }),
    restarted: () => random.below(5) === 0,
    unreachable: (connection) => {
      if (connection > 0 && random.below(3) === 0) throw new Error('nobody listens');
    },
  };
}

describe('a pair whose link breaks again and again', function () {
  this.timeout(120_000);

  for (const workload of TOY_WORKLOADS) {
    it(`lets out what an unbroken guest does, once and in order, and loses nothing: ${workload}`, async () => {
      let connections = 0;
      for (let seed = 1; seed <= SEEDS; seed++) {
        const calm = await run(workload, seed, new CutPassive(workload));
        const random = new SeededRandom(seed * 7919);
        const node = new CutPassive(
          workload,
          randomFaults(random, () => node.cut()),
        );
        const rough = await run(workload, seed, node);
        const name = `seed ${seed}`;
        assert.deepEqual(rough.released, calm.released, name);
        assert.deepEqual(rough.transactions, calm.transactions, name);
        assert.equal(node.passive?.committed, POINTS - 1, name);
        assert.deepEqual(memoryOf(node.standby), memoryOf(rough.machine), name);
        connections += node.connections;
        // What it holds goes on as the guest does.
        const left = await unbroken(
          new ToyMachine(workload, seed),
          toyTraffic(seed),
          rough.released.length + 5,
        );
        const { machine, inputCursorUs } = node.passive.takeOver();
        const after: Output[] = [];
        const guest = new GuestRun(machine, toyTraffic(seed), inputCursorUs);
        while (after.length < 5) after.push(...(await guest.slice()));
        assert.deepEqual(after.slice(0, 5), left.slice(rough.released.length).slice(0, 5), name);
      }
      assert.ok(connections > 3 * SEEDS, `${connections} connections`);
    });
  }

  const MODES: readonly SyncMode[] = [
    { kind: 'stop-and-copy' },
    { kind: 'periodic', intervalUs: 200 },
    { kind: 'pipelined' },
  ];
  for (const mode of MODES) {
    it(`begins while the guest runs, and loses nothing all the same: ${mode.kind}`, async () => {
      let before = 0;
      for (let seed = 1; seed <= TOY_WORKLOADS.length * SEEDS; seed++) {
        const workload = TOY_WORKLOADS[seed % TOY_WORKLOADS.length];
        const random = new SeededRandom(seed * 7919);
        const faults = randomFaults(random, () => node.cut());
        const node: CutPassive = new CutPassive(
          workload,
          // A guest that runs on cannot be given to a passive that holds nothing any more.
          mode.kind === 'pipelined' ? { ...faults, restarted: () => false } : faults,
        );
        const { released, transactions, machine } = await run(
          workload,
          seed,
          node,
          'running',
          mode,
        );
        const name = `seed ${seed}`;
        assert.equal(transactions.length, POINTS, name);
        assert.equal(node.passive?.committed, POINTS - 1, name);
        assert.deepEqual(memoryOf(node.standby), memoryOf(machine), name);
        const whole = await unbroken(
          new ToyMachine(workload, seed),
          toyTraffic(seed),
          released.length + 5,
        );
        assert.deepEqual(released, whole.slice(0, released.length), name);
        before += released.length - POINTS;
        const taken = node.passive.takeOver();
        const guest = new GuestRun(taken.machine, toyTraffic(seed), taken.inputCursorUs);
        const after: Output[] = [];
        while (after.length < 5) after.push(...(await guest.slice()));
        assert.deepEqual(after.slice(0, 5), whole.slice(released.length).slice(0, 5), name);
      }
      assert.ok(before > SEEDS, `${before} outputs before the first sync points`);
    });
  }
});
