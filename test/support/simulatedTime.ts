import { crc32 } from 'node:zlib';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { OUTPUT_KINDS, type OutputKind } from '../../src/core/syncPoint';
import { PAGE_SIZE } from '../../src/core/gfn';
import { Active } from '../../src/engine/active';
import type { Link } from '../../src/engine/link';
import { Passive } from '../../src/engine/passive';
import { Recorder } from '../../src/engine/recorder';
import type { SyncMode } from '../../src/engine/syncMode';
import { tapPolicy } from '../../src/engine/tapPolicy';
import { TransactionBuffers } from '../../src/engine/transactionBuffers';
import { V86DeviceDecoder } from '../../src/machine/v86/deviceDecoder';
import type { V86Machine } from '../../src/machine/v86/embeddedMachine';
import kernel from '../../src/machine/v86/guest/kemari-guest.elf';
import {
  GUEST_DISK_BYTES,
  GUEST_MEMORY_BYTES,
  guestCommandLine,
  trafficFor,
  type WorkloadName,
} from '../../src/machine/v86/guest/workloads';
import type { Machine, MachineInput, RunOutcome } from '../../src/machine/machine';
import { createV86Machine, createV86Standby } from '../../src/machine/v86/v86Machine';
import { loadTracePlatform } from '../../src/node/tracePlatform';
import { loadV86Image } from '../../src/node/v86Image';
import type { Trace } from '../../src/trace/trace';
import { openTrace } from '../../src/trace/traceReader';
import { TraceWriter } from '../../src/trace/traceWriter';
import { MemoryFile } from './memoryFile';
import { MemoryLink } from './memoryLink';

/** What things take in a simulated recording, in microseconds. */
export interface SimulatedCosts {
  readonly instructionsPerUs: number;
  readonly collectUs: number;
  readonly devicesUs: number;
  readonly copyUsPerPage: number;
  /** Of the passive: to wake up and answer, and for each page. */
  readonly wakingUs: number;
  readonly passiveUsPerPage: number;
  readonly bitsPerSecond?: number;
  readonly rttUs: number;
}

/** What to record in simulated time. */
export interface SimulatedRecording {
  readonly workload: WorkloadName;
  readonly mode: SyncMode;
  readonly tap?: readonly OutputKind[];
  readonly costs: SimulatedCosts;
  /** Instructions that the guest is to retire. */
  readonly instructions: number;
}

/**
 * Records a real guest with the real engine, but for time: it passes as the costs say, not as a busy
 * computer lets it. So two recordings differ by what their modes and links do, and by nothing else.
 */
export async function recordSimulated(recording: SimulatedRecording): Promise<Trace> {
  const { workload, mode, costs } = recording;
  const time = new SimulatedTime();
  const hardware = {
    wasm: await loadV86Image(pathToFileURL(`${path.resolve('dist')}${path.sep}`)),
    memoryBytes: GUEST_MEMORY_BYTES,
    diskBytes: GUEST_DISK_BYTES,
    jit: true,
    dirtyTracking: 'log-dirty' as const,
  };
  const commandLine = guestCommandLine({ workload, seed: 1, memoryBytes: GUEST_MEMORY_BYTES });
  const guest = await createV86Machine({ ...hardware, kernel, commandLine });
  const machine = new TimedMachine(guest, time, costs);
  const links = MemoryLink.pair();
  const passive = new Passive(await createV86Standby(hardware), links.passive, crc32);
  const following = passive.run();

  const platform = await loadTracePlatform();
  const file = new MemoryFile('simulated.kemari');
  const header = {
    writer: 'kemari test',
    pages: machine.pages,
    machine: machine.kind,
    workload,
    mode: mode.kind,
    startedAtMs: 0,
  };
  const trace = await TraceWriter.create(file, header, platform);
  const link = { peer: 'active', sharesMemory: false };
  const recorder = new Recorder({
    guest: machine.pages,
    decoder: new V86DeviceDecoder(),
    trace,
    crc32,
    link,
  });
  const buffers = new TransactionBuffers({ count: 256, bytes: 1 << 30 });
  let recorded = Promise.resolve();
  const active = new Active({
    machine,
    inputs: trafficFor(workload, 1),
    link: new TimedLink(links.active, time, costs),
    sink: { release: () => undefined },
    tap: tapPolicy(recording.tap ?? OUTPUT_KINDS),
    mode,
    buffers,
    log: {
      append(commit, buffer) {
        recorded = recorded.then(() => recorder.record(commit)).then(() => buffers.release(buffer));
      },
    },
    crc32,
    clock: () => time.read(),
    yieldThread: nextTurn,
  });
  try {
    await active.run({ requested: () => guest.instructions >= recording.instructions });
    await recorded;
  } finally {
    links.active.close();
    await following;
    passive.dispose();
    machine.dispose();
    await trace.close();
  }
  return openTrace(file, platform);
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock that goes on only where it is told. */
class SimulatedTime {
  #us = 0;
  /** How often somebody has looked. */
  looks = 0;

  get us(): number {
    return this.#us;
  }

  read(): number {
    this.looks++;
    return this.#us;
  }

  pass(us: number): void {
    this.#us += us;
  }

  passUntil(us: number): void {
    this.#us = Math.max(this.#us, us);
  }
}

/** A machine for which everything takes as long as the costs say. */
class TimedMachine implements Machine {
  readonly kind: string;
  readonly pages: Machine['pages'];
  readonly diskBytes: number;

  constructor(
    readonly inner: V86Machine,
    readonly time: SimulatedTime,
    readonly costs: SimulatedCosts,
  ) {
    this.kind = inner.kind;
    this.pages = inner.pages;
    this.diskBytes = inner.diskBytes;
  }

  get virtualTimeUs(): number {
    return this.inner.virtualTimeUs;
  }

  async run(deadlineUs: number): Promise<RunOutcome> {
    const before = this.inner.instructions;
    const outcome = await this.inner.run(deadlineUs);
    this.time.pass((this.inner.instructions - before) / this.costs.instructionsPerUs);
    return outcome;
  }

  inject(input: MachineInput): void {
    this.inner.inject(input);
  }

  collectDirtyPages(): Uint32Array {
    this.time.pass(this.costs.collectUs);
    return this.inner.collectDirtyPages();
  }

  copyPages(gfns: Uint32Array, into: Uint8Array): void {
    this.time.pass(this.costs.copyUsPerPage * gfns.length);
    this.inner.copyPages(gfns, into);
  }

  freezePages(gfns: Uint32Array): void {
    this.inner.freezePages(gfns);
  }

  copyFrozenPages(gfns: Uint32Array, into: Uint8Array): void {
    this.time.pass(this.costs.copyUsPerPage * gfns.length);
    this.inner.copyFrozenPages(gfns, into);
  }

  readDisk(offset: number, bytes: number): Uint8Array {
    return this.inner.readDisk(offset, bytes);
  }

  captureDevices(scope: 'touched' | 'all'): Uint8Array {
    this.time.pass(this.costs.devicesUs);
    return this.inner.captureDevices(scope);
  }

  dispose(): void {
    this.inner.dispose();
  }
}

/** The active's end of a link that takes its time, with a passive behind it that does so too. */
class TimedLink implements Link {
  readonly sharesMemory = false;
  readonly peer: string;
  readonly #acksUs: number[] = [];
  #linkFreeUs = 0;
  #passiveFreeUs = 0;

  constructor(
    readonly inner: MemoryLink,
    readonly time: SimulatedTime,
    readonly costs: SimulatedCosts,
  ) {
    this.peer = inner.peer;
  }

  send(frames: Uint8Array): Promise<void> {
    const { bitsPerSecond, rttUs, wakingUs, passiveUsPerPage } = this.costs;
    const transferUs =
      bitsPerSecond === undefined ? 0 : ((8 * frames.length) / bitsPerSecond) * 1e6;
    this.#linkFreeUs = Math.max(this.#linkFreeUs, this.time.us) + transferUs;
    const workUs = (frames.length / PAGE_SIZE) * passiveUsPerPage;
    this.#passiveFreeUs = Math.max(this.#passiveFreeUs, this.#linkFreeUs + rttUs / 2) + workUs;
    this.#acksUs.push(this.#passiveFreeUs + wakingUs + rttUs / 2);
    return this.inner.send(frames);
  }

  /** The answer, when its time has come: which is now where everybody waits for it. */
  async receive(): Promise<Uint8Array | undefined> {
    const answer = await this.inner.receive();
    const dueUs = this.#acksUs.shift() ?? 0;
    for (let idleTurns = 0; this.time.us < dueUs && idleTurns < 3;) {
      const { looks } = this.time;
      await nextTurn();
      idleTurns = this.time.looks === looks ? idleTurns + 1 : 0;
    }
    this.time.passUntil(dueUs);
    return answer;
  }

  close(): void {
    this.inner.close();
  }
}
