import { crc32 } from 'node:zlib';
import type { Output, OutputKind } from '../../src/core/syncPoint';
import { Active, type ActiveParts, type Commit } from '../../src/engine/active';
import { FrameReader } from '../../src/engine/frames';
import { Passive } from '../../src/engine/passive';
import { tapPolicy } from '../../src/engine/tapPolicy';
import { TransactionBuffers } from '../../src/engine/transactionBuffers';
import { receive, RECEIVER_START, type Transaction } from '../../src/engine/transactionReceiver';
import { MemoryLink } from './memoryLink';
import { TOY_PAGES, ToyMachine, ToyStandby, toyTraffic, type ToyWorkload } from './toyMachine';

/** A protected toy guest with everything about it in reach. */
export interface ToyPair {
  readonly active: Active;
  readonly passive: Passive;
  readonly machine: ToyMachine;
  readonly standby: ToyStandby;
  readonly links: { readonly active: MemoryLink; readonly passive: MemoryLink };
  readonly released: readonly Output[];
  /** Commits in the order in which they were logged, with their bytes copied. */
  readonly commits: readonly Commit[];
}

/** What a test changes of a pair. */
export interface ToyPairOptions {
  readonly workload?: ToyWorkload;
  readonly seed?: number;
  readonly tap?: readonly OutputKind[];
  readonly parts?: Partial<ActiveParts>;
}

/** A pair that is ready to run. */
export function toyPair(options: ToyPairOptions = {}): ToyPair {
  const { workload = 'serial', seed = 1 } = options;
  const machine = new ToyMachine(workload, seed);
  const standby = new ToyStandby(workload);
  const links = MemoryLink.pair();
  const released: Output[] = [];
  const commits: Commit[] = [];
  const buffers = options.parts?.buffers ?? new TransactionBuffers({ count: 2, bytes: 1 << 20 });
  const active = new Active({
    machine,
    inputs: toyTraffic(seed),
    link: links.active,
    sink: { release: (output) => void released.push(output) },
    tap: tapPolicy(options.tap ?? ['serial-tx', 'net-tx', 'disk-write', 'disk-flush']),
    buffers,
    log: {
      append(commit, buffer) {
        commits.push({ ...commit, transaction: commit.transaction.slice() });
        buffers.release(buffer);
      },
    },
    crc32,
    clock: () => performance.now() * 1000,
    yieldThread: () => new Promise((resolve) => setImmediate(resolve)),
    ...options.parts,
  });
  const passive = new Passive(standby, links.passive, crc32);
  return { active, passive, machine, standby, links, released, commits };
}

/** Runs a pair to a number of sync points, and ends it in order. */
export async function runPair(pair: ToyPair, points: number): Promise<void> {
  const following = pair.passive.run();
  try {
    await pair.active.run({ points, requested: () => false });
  } finally {
    pair.links.active.close();
    await following.catch(() => undefined);
  }
}

/** The transactions that a pair committed. */
export function transactionsOf({ commits }: ToyPair): Transaction[] {
  const reader = new FrameReader(crc32, { peer: 'active', sharesMemory: false });
  let state = RECEIVER_START;
  const transactions: Transaction[] = [];
  for (const commit of commits) {
    for (const frame of reader.read(commit.transaction)) {
      const step = receive(state, { kind: 'frame', frame }, TOY_PAGES);
      state = step.state;
      for (const effect of step.effects) {
        if (effect.kind !== 'apply') continue;
        transactions.push(effect.transaction);
        state = receive(state, { kind: 'applied' }, TOY_PAGES).state;
      }
    }
  }
  return transactions;
}
