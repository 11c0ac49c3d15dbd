import { crc32 } from 'node:zlib';
import type { PageSpace } from '../../src/core/guestMemory';
import type { Output } from '../../src/core/syncPoint';
import { Active } from '../../src/engine/active';
import { failover } from '../../src/engine/failover';
import { frameBytes } from '../../src/engine/frames';
import { GuestRun } from '../../src/engine/guestRun';
import { Passive } from '../../src/engine/passive';
import { PIPELINE_LIMITS, type SyncMode } from '../../src/engine/syncMode';
import { TAP_ALL, type TapPolicy } from '../../src/engine/tapPolicy';
import { TransactionBuffers } from '../../src/engine/transactionBuffers';
import { UnprotectedGuest } from '../../src/engine/unprotectedGuest';
import type { InputSchedule } from '../../src/machine/inputSchedule';
import type {
  CheckpointDelta,
  Machine,
  MachineInput,
  RunOutcome,
  Standby,
} from '../../src/machine/machine';
import { MemoryLink } from './memoryLink';

/** The moments of an epoch at which an active can die. */
export const DEATH_PHASES = [
  'run',
  'collect',
  'devices',
  'copy',
  'frames',
  'ack',
  'release',
  'mid-release',
] as const;
export type DeathPhase = (typeof DEATH_PHASES)[number];

/** When and where the active dies. */
export interface Death {
  /** The transaction that is being made, or whose outputs are being released. */
  readonly transaction: number;
  readonly phase: DeathPhase;
  /** `frames`: whole frames that still get out. `mid-release`: outputs that still do. */
  readonly survivors: number;
}

/** Thrown where the active dies; nothing of it runs afterwards. */
class Died extends Error {}

/** What is left when the active is dead. */
export interface Aftermath {
  readonly passive: Passive;
  /** What the active released while it lived. */
  readonly released: readonly Output[];
  /** Outputs of the last committed transactions: the only ones that may come again. */
  readonly repeatable: number;
  /** Outputs of all committed transactions. */
  readonly committedOutputs: number;
  /** The most sync points that were taken at once and not acknowledged. */
  readonly mostAhead: number;
}

/** What a test changes of the active, and of the way to its passive. */
export interface Circumstances {
  readonly mode?: SyncMode;
  readonly tap?: TapPolicy;
  readonly coalesceUs?: number;
  readonly clock?: () => number;
  /** Turns of the event loop by which the next answer of the passive comes late. */
  readonly delay?: () => number;
}

/**
 * Runs a protected pair until the active dies as told. Whenever the standby has taken a transaction
 * over, its memory is compared with a plain copy of the machine's at that sync point, and `differs` is
 * told the transaction if they are not the same.
 */
export async function runUntilDeath(
  machine: Machine,
  standby: Standby,
  inputs: InputSchedule,
  death: Death,
  differs: (transaction: number) => void,
  circumstances: Circumstances = {},
): Promise<Aftermath> {
  const { mode = { kind: 'stop-and-copy' }, tap = TAP_ALL, coalesceUs } = circumstances;
  const { clock, delay = () => 0 } = circumstances;
  const { active: link, passive: passiveLink } = MemoryLink.pair();
  /** The machine's memory at each sync point, until the standby has taken it over. */
  const snapshots: (Uint8Array | undefined)[] = [];
  let applied = 0;
  const passive = new Passive(
    new WatchedStandby(standby, () => {
      const expected = snapshots[applied];
      snapshots[applied] = undefined;
      if (!expected || Buffer.compare(expected, memoryOf(standby)) !== 0) differs(applied);
      applied++;
    }),
    passiveLink,
    crc32,
  );
  const following = passive.run();
  const released: Output[] = [];
  let sent = 0;
  let acknowledged = 0;
  let dead = false;
  const outputsOf: number[] = [];
  let releasing = 0;
  let mostAhead = 0;

  const die = (): never => {
    dead = true;
    throw new Died();
  };
  const isTime = (transaction: number, phase: DeathPhase): boolean =>
    transaction === death.transaction && death.phase === phase;
  const mortal = new MortalMachine(machine, {
    dieIn(phase) {
      // Devices are captured and pages copied of the sync point taken last, all else is on the way to the next.
      const taken = phase === 'devices' || phase === 'copy' ? 1 : 0;
      if (isTime(snapshots.length - taken, phase)) die();
    },
    onOutputs(outputs) {
      outputsOf[snapshots.length] = (outputsOf[snapshots.length] ?? 0) + outputs;
    },
    onSyncPoint() {
      snapshots.push(memoryOf(machine));
      mostAhead = Math.max(mostAhead, snapshots.length - acknowledged);
    },
  });
  const mortalLink = {
    peer: link.peer,
    sharesMemory: false,
    async send(bytes: Uint8Array) {
      if (dead) return;
      if (isTime(sent++, 'frames')) {
        await link.send(firstFrames(bytes, death.survivors));
        die();
      }
      await link.send(bytes);
    },
    async receive() {
      const answer = await link.receive();
      for (let turns = delay(); turns > 0; turns--) await nextTurn();
      if (isTime(acknowledged, 'ack')) die();
      acknowledged++;
      return answer;
    },
    close: () => link.close(),
  };
  const sink = {
    release(output: Output) {
      // By now the acknowledged transaction is the one before.
      if (isTime(acknowledged - 1, 'release')) die();
      if (isTime(acknowledged - 1, 'mid-release') && releasing++ === death.survivors) die();
      released.push(output);
    },
  };
  const buffers = new TransactionBuffers({ count: 8, bytes: 64 << 20 });
  const active = new Active({
    machine: mortal,
    inputs,
    link: mortalLink,
    sink,
    tap,
    mode,
    coalesceUs,
    buffers,
    log: { append: (_, buffer) => buffers.release(buffer) },
    crc32,
    clock: clock ?? (() => performance.now() * 1000),
    yieldThread: nextTurn,
  });
  // A death that cannot strike, such as in the middle of releasing one output, strikes later.
  const tooLate = (): boolean => acknowledged > death.transaction + 3;
  try {
    await active.run({ requested: tooLate });
  } catch (error) {
    if (!(error instanceof Died)) throw error;
  }
  link.close();
  await following;
  const { inFlight } = { ...PIPELINE_LIMITS, ...mode };
  const atOnce = mode.kind === 'pipelined' ? inFlight : 1;
  const end = (passive.committed ?? 0) + 1;
  const outputsIn = (from: number): number =>
    outputsOf.slice(Math.max(0, from), end).reduce((sum, outputs) => sum + outputs, 0);
  return {
    passive,
    released,
    repeatable: outputsIn(end - atOnce),
    committedOutputs: passive.committed === undefined ? 0 : outputsIn(0),
    mostAhead,
  };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What the passive lets out after it took over, up to a number of outputs. */
export async function survive(
  passive: Passive,
  inputs: InputSchedule,
  outputs: number,
): Promise<readonly Output[]> {
  const released: Output[] = [];
  const sink = { release: (output: Output) => void released.push(output) };
  const guest = failover(passive, { inputs, sink });
  await guest.run(() => released.length >= outputs);
  guest.dispose();
  return released;
}

/** What a guest that nothing happens to lets out, up to a number of outputs. */
export async function unbroken(
  machine: Machine,
  inputs: InputSchedule,
  outputs: number,
): Promise<readonly Output[]> {
  const released: Output[] = [];
  const sink = { release: (output: Output) => void released.push(output) };
  const guest = new UnprotectedGuest(new GuestRun(machine, inputs), sink);
  await guest.run(() => released.length >= outputs);
  guest.dispose();
  return released;
}

/** Every page of the guest, one after the other. */
export function memoryOf(holder: {
  readonly pages: PageSpace;
  copyPages(gfns: Uint32Array, into: Uint8Array): void;
}): Uint8Array {
  const { pages } = holder;
  const gfns = Uint32Array.from({ length: pages.pageCount }, (_, index) => pages.gfnAt(index));
  const memory = new Uint8Array(pages.bytes);
  holder.copyPages(gfns, memory);
  return memory;
}

/** The first frames of a transaction. */
export function firstFrames(bytes: Uint8Array, count: number): Uint8Array {
  return bytes.subarray(0, frameStarts(bytes)[count] ?? bytes.length);
}

/** Where each frame of these bytes begins. */
export function frameStarts(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts: number[] = [];
  for (let at = 0; at < bytes.length; at += frameBytes(view.getUint32(at + 20, true))) {
    starts.push(at);
  }
  return starts;
}

/** Who is told what a machine is about to do. */
interface MachineWatch {
  dieIn(phase: DeathPhase): void;
  onOutputs(outputs: number): void;
  /** A sync point is taken; the machine stands still. */
  onSyncPoint(): void;
}

/** A machine that dies where it is told. */
class MortalMachine implements Machine {
  readonly kind: string;
  readonly pages: PageSpace;
  readonly diskBytes: number;

  constructor(
    readonly inner: Machine,
    readonly watch: MachineWatch,
  ) {
    this.kind = inner.kind;
    this.pages = inner.pages;
    this.diskBytes = inner.diskBytes;
  }

  get virtualTimeUs(): number {
    return this.inner.virtualTimeUs;
  }

  async run(deadlineUs: number): Promise<RunOutcome> {
    const outcome = await this.inner.run(deadlineUs);
    this.watch.dieIn('run');
    if (outcome.reason === 'output') this.watch.onOutputs(outcome.outputs.length);
    return outcome;
  }

  inject(input: MachineInput): void {
    this.inner.inject(input);
  }

  collectDirtyPages(): Uint32Array {
    this.watch.dieIn('collect');
    this.watch.onSyncPoint();
    return this.inner.collectDirtyPages();
  }

  copyPages(gfns: Uint32Array, into: Uint8Array): void {
    this.watch.dieIn('copy');
    this.inner.copyPages(gfns, into);
  }

  freezePages(gfns: Uint32Array): void {
    this.inner.freezePages(gfns);
  }

  copyFrozenPages(gfns: Uint32Array, into: Uint8Array): void {
    this.watch.dieIn('copy');
    this.inner.copyFrozenPages(gfns, into);
  }

  readDisk(offset: number, bytes: number): Uint8Array {
    return this.inner.readDisk(offset, bytes);
  }

  captureDevices(scope: 'touched' | 'all'): Uint8Array {
    this.watch.dieIn('devices');
    return this.inner.captureDevices(scope);
  }

  dispose(): void {
    this.inner.dispose();
  }
}

/** A standby whose every step is looked at. */
class WatchedStandby implements Standby {
  readonly pages: PageSpace;

  constructor(
    readonly inner: Standby,
    readonly onApplied: () => void,
  ) {
    this.pages = inner.pages;
  }

  apply(delta: CheckpointDelta): void {
    this.inner.apply(delta);
    this.onApplied();
  }

  preload(pages: Pick<CheckpointDelta, 'gfns' | 'pages'>): void {
    this.inner.preload(pages);
  }

  preloadDisk(offset: number, data: Uint8Array): void {
    this.inner.preloadDisk(offset, data);
  }

  copyPages(gfns: Uint32Array, into: Uint8Array): void {
    this.inner.copyPages(gfns, into);
  }

  activate(): Machine {
    return this.inner.activate();
  }

  dispose(): void {
    this.inner.dispose();
  }
}
