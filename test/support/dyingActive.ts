import { crc32 } from 'node:zlib';
import type { PageSpace } from '../../src/core/guestMemory';
import type { Output } from '../../src/core/syncPoint';
import { Active } from '../../src/engine/active';
import { failover } from '../../src/engine/failover';
import { frameBytes } from '../../src/engine/frames';
import { GuestRun } from '../../src/engine/guestRun';
import { Passive } from '../../src/engine/passive';
import { TAP_ALL } from '../../src/engine/tapPolicy';
import { TransactionBuffers } from '../../src/engine/transactionBuffers';
import { UnprotectedGuest } from '../../src/engine/unprotectedGuest';
import type { InputSchedule } from '../../src/machine/inputSchedule';
import type { Machine, MachineInput, RunOutcome, Standby } from '../../src/machine/machine';
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
  /** Outputs of the last committed transaction: the only ones that may come again. */
  readonly repeatable: number;
}

/**
 * Runs a protected pair until the active dies as told. At every acknowledgement, the standby's memory
 * is compared with the machine's, and `differs` is told the transaction if they are not the same.
 */
export async function runUntilDeath(
  machine: Machine,
  standby: Standby,
  inputs: InputSchedule,
  death: Death,
  differs: (transaction: number) => void,
): Promise<Aftermath> {
  const { active: link, passive: passiveLink } = MemoryLink.pair();
  const passive = new Passive(standby, passiveLink, crc32);
  const following = passive.run();
  const released: Output[] = [];
  let transaction = 0;
  const outputsOf: number[] = [];
  let releasing = 0;

  const dieIn = (phase: DeathPhase): void => {
    if (transaction === death.transaction && death.phase === phase) throw new Died();
  };
  const mortal = new MortalMachine(machine, dieIn, (outputs) => {
    outputsOf[transaction] = (outputsOf[transaction] ?? 0) + outputs;
  });
  const mortalLink = {
    peer: link.peer,
    sharesMemory: false,
    async send(bytes: Uint8Array) {
      if (transaction === death.transaction && death.phase === 'frames') {
        await link.send(firstFrames(bytes, death.survivors));
        throw new Died();
      }
      await link.send(bytes);
    },
    async receive() {
      const answer = await link.receive();
      if (passive.committed !== transaction || !sameMemory(machine, standby)) differs(transaction);
      dieIn('ack');
      transaction++;
      return answer;
    },
    close: () => link.close(),
  };
  const sink = {
    release(output: Output) {
      // By now the acknowledged transaction is the one before.
      if (transaction - 1 === death.transaction) {
        if (death.phase === 'release') throw new Died();
        if (death.phase === 'mid-release' && releasing++ === death.survivors) throw new Died();
      }
      released.push(output);
    },
  };
  const buffers = new TransactionBuffers({ count: 2, bytes: 1 << 20 });
  const active = new Active({
    machine: mortal,
    inputs,
    link: mortalLink,
    sink,
    tap: TAP_ALL,
    buffers,
    log: { append: (_, buffer) => buffers.release(buffer) },
    crc32,
    clock: () => performance.now() * 1000,
    yieldThread: () => new Promise((resolve) => setImmediate(resolve)),
  });
  // A death that cannot strike, such as in the middle of releasing one output, strikes later.
  const tooLate = (): boolean => transaction > death.transaction + 3;
  try {
    await active.run({ requested: tooLate });
  } catch (error) {
    if (!(error instanceof Died)) throw error;
  }
  link.close();
  await following;
  return { passive, released, repeatable: outputsOf[passive.committed ?? 0] ?? 0 };
}

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

function sameMemory(machine: Machine, standby: Standby): boolean {
  return Buffer.compare(memoryOf(machine), memoryOf(standby)) === 0;
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

/** A machine that dies where it is told. */
class MortalMachine implements Machine {
  readonly kind: string;
  readonly pages: PageSpace;

  constructor(
    readonly inner: Machine,
    readonly dieIn: (phase: DeathPhase) => void,
    readonly onOutputs: (outputs: number) => void,
  ) {
    this.kind = inner.kind;
    this.pages = inner.pages;
  }

  get virtualTimeUs(): number {
    return this.inner.virtualTimeUs;
  }

  async run(deadlineUs: number): Promise<RunOutcome> {
    const outcome = await this.inner.run(deadlineUs);
    this.dieIn('run');
    if (outcome.reason === 'output') this.onOutputs(outcome.outputs.length);
    return outcome;
  }

  inject(input: MachineInput): void {
    this.inner.inject(input);
  }

  collectDirtyPages(): Uint32Array {
    this.dieIn('collect');
    return this.inner.collectDirtyPages();
  }

  copyPages(gfns: Uint32Array, into: Uint8Array): void {
    this.dieIn('copy');
    this.inner.copyPages(gfns, into);
  }

  captureDevices(scope: 'touched' | 'all'): Uint8Array {
    this.dieIn('devices');
    return this.inner.captureDevices(scope);
  }

  dispose(): void {
    this.inner.dispose();
  }
}
