import { ByteReader } from '../../src/core/byteReader';
import { ByteWriter } from '../../src/core/byteWriter';
import type { DeviceSchema, DeviceState } from '../../src/core/deviceState';
import { asGfn, asGuestAddress, PAGE_SIZE } from '../../src/core/gfn';
import { PageSpace } from '../../src/core/guestMemory';
import type { Output } from '../../src/core/syncPoint';
import type { InputSchedule } from '../../src/machine/inputSchedule';
import type {
  CheckpointDelta,
  DeviceDecoder,
  Machine,
  MachineInput,
  RunOutcome,
  Standby,
} from '../../src/machine/machine';

/**
 * A deterministic twin of the machine port, small enough to be understood at a glance. A random
 * generator is the guest's program: it writes pages, clears some, and causes output now and then. What
 * it does next depends on its registers, its memory, its disk and what it has heard, so a guest
 * restored with anything missing soon says something else than it would have.
 */
export const TOY_WORKLOADS = ['serial', 'net', 'disk', 'burst', 'quiet'] as const;
export type ToyWorkload = (typeof TOY_WORKLOADS)[number];

/** Chances out of 256 that a step writes a page, clears one, and causes output. */
const BEHAVIOUR: Record<ToyWorkload, { writes: number; clears: number; outputs: number }> = {
  serial: { writes: 80, clears: 2, outputs: 20 },
  net: { writes: 160, clears: 8, outputs: 12 },
  disk: { writes: 120, clears: 30, outputs: 12 },
  burst: { writes: 200, clears: 20, outputs: 30 },
  quiet: { writes: 20, clears: 1, outputs: 1 },
};

/** Two regions with a hole between them, as a PC's memory has. */
export const TOY_PAGES = new PageSpace([
  { name: 'low', start: asGuestAddress(0), bytes: 16 * PAGE_SIZE },
  { name: 'high', start: asGuestAddress(0x100000), bytes: 24 * PAGE_SIZE },
]);

const DISK_BYTES = 8192;
const MAX_STEP_US = 300;

/** xorshift32. */
function next(state: number): number {
  let x = state;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  return x >>> 0;
}

/** All that a toy guest is; what a checkpoint must carry, and nothing else. */
class ToyState {
  readonly memory = new Uint8Array(TOY_PAGES.bytes);
  readonly disk = new Uint8Array(DISK_BYTES);
  timeUs = 0;
  random = 1;
  said = 0;
  heard: number[] = [];

  copyPages(gfns: Uint32Array, into: Uint8Array): void {
    gfns.forEach((gfn, i) => {
      const at = TOY_PAGES.indexOf(asGfn(gfn)) * PAGE_SIZE;
      into.set(this.memory.subarray(at, at + PAGE_SIZE), i * PAGE_SIZE);
    });
  }
}

/** Device captures: `{ u8 device; fields }` for each device carried. */
const CPU = 1;
const UART = 2;
const NIC = 3;

/** See {@link TOY_WORKLOADS}. */
export class ToyMachine implements Machine {
  readonly kind = 'toy';
  readonly pages = TOY_PAGES;
  readonly diskBytes = DISK_BYTES;
  readonly #state: ToyState;
  readonly #workload: ToyWorkload;
  readonly #dirty = new Set<number>();
  readonly #touched = new Set<number>();
  /** Frozen pages that were not taken; with their contents once they were written. */
  readonly #frozen = new Map<number, Uint8Array | undefined>();
  disposed = false;

  constructor(workload: ToyWorkload, seed: number, state = bootState(seed)) {
    this.#workload = workload;
    this.#state = state;
  }

  get virtualTimeUs(): number {
    return this.#state.timeUs;
  }

  run(deadlineUs: number): Promise<RunOutcome> {
    const outputs: Output[] = [];
    while (outputs.length === 0 && this.#state.timeUs < deadlineUs) this.#step(outputs);
    return Promise.resolve(
      outputs.length > 0 ? { reason: 'output', outputs } : { reason: 'deadline' },
    );
  }

  inject(input: MachineInput): void {
    const bytes = input.kind === 'net-rx' ? input.frame : input.data;
    this.#state.heard.push(...bytes);
    this.#touched.add(NIC);
  }

  collectDirtyPages(): Uint32Array {
    if (this.#frozen.size > 0) throw new Error(`${this.#frozen.size} pages are still frozen`);
    const indexes = [...this.#dirty].sort((a, b) => a - b);
    this.#dirty.clear();
    return Uint32Array.from(indexes, (index) => TOY_PAGES.gfnAt(index));
  }

  copyPages(gfns: Uint32Array, into: Uint8Array): void {
    this.#state.copyPages(gfns, into);
  }

  freezePages(gfns: Uint32Array): void {
    for (const gfn of gfns) this.#frozen.set(TOY_PAGES.indexOf(asGfn(gfn)), undefined);
  }

  copyFrozenPages(gfns: Uint32Array, into: Uint8Array): void {
    gfns.forEach((gfn, i) => {
      const index = TOY_PAGES.indexOf(asGfn(gfn));
      if (!this.#frozen.has(index)) throw new Error(`page ${gfn} is not frozen`);
      into.set(this.#frozen.get(index) ?? this.#page(index), i * PAGE_SIZE);
      this.#frozen.delete(index);
    });
  }

  readDisk(offset: number, bytes: number): Uint8Array {
    return this.#state.disk.slice(offset, offset + bytes);
  }

  captureDevices(scope: 'touched' | 'all'): Uint8Array {
    const writer = new ByteWriter();
    const { random, timeUs, said, heard } = this.#state;
    writer.u8(CPU);
    writer.u32(random);
    writer.f64(timeUs);
    if (scope === 'all' || this.#touched.has(UART)) {
      writer.u8(UART);
      writer.u32(said);
    }
    if (scope === 'all' || this.#touched.has(NIC)) {
      writer.u8(NIC);
      writer.varint(heard.length);
      writer.bytes(Uint8Array.from(heard));
    }
    this.#touched.clear();
    return writer.copy();
  }

  dispose(): void {
    this.disposed = true;
  }

  /** A moment of the guest's life. */
  #step(outputs: Output[]): void {
    const state = this.#state;
    const { writes, clears, outputs: chance } = BEHAVIOUR[this.#workload];
    const draw = (): number => (state.random = next(state.random));
    state.random = next((state.random ^ state.memory[draw() % state.memory.length]) >>> 0 || 1);
    state.random = next((state.random ^ state.disk[draw() % DISK_BYTES]) >>> 0 || 1);
    state.timeUs += 1 + (draw() % MAX_STEP_US);
    if (draw() % 256 < writes) this.#writeByte(draw() % state.memory.length, draw() & 0xff);
    if (draw() % 256 < clears) {
      const page = draw() % TOY_PAGES.pageCount;
      this.#beforeWrite(page);
      this.#page(page).fill(0);
    }
    const heard = state.heard.shift();
    if (heard !== undefined) {
      this.#touched.add(NIC);
      this.#writeByte((heard * 257) % state.memory.length, heard ^ (draw() & 0xff));
      if (heard % 4 === 0) outputs.push({ kind: 'net-tx', data: Uint8Array.of(heard, draw()) });
    }
    if (draw() % 256 < chance) {
      const count = this.#workload === 'burst' ? 1 + (draw() % 5) : 1;
      for (let i = 0; i < count; i++) outputs.push(this.#output(draw));
    }
  }

  #output(draw: () => number): Output {
    const state = this.#state;
    state.said++;
    this.#touched.add(UART);
    const data = Uint8Array.of(state.said, state.said >> 8, draw(), draw(), draw());
    switch (this.#workload) {
      case 'net':
        return { kind: 'net-tx', data };
      case 'disk': {
        if (draw() % 4 === 0) return { kind: 'disk-flush', data: new Uint8Array(0) };
        const diskOffset = draw() % (DISK_BYTES - data.length);
        state.disk.set(data, diskOffset);
        return { kind: 'disk-write', data, diskOffset };
      }
      case 'burst':
        return { kind: draw() % 2 ? 'serial-tx' : 'net-tx', data };
      default:
        return { kind: 'serial-tx', data };
    }
  }

  #writeByte(at: number, value: number): void {
    this.#beforeWrite(Math.floor(at / PAGE_SIZE));
    this.#state.memory[at] = value;
  }

  #beforeWrite(page: number): void {
    this.#dirty.add(page);
    if (!this.#frozen.has(page) || this.#frozen.get(page)) return;
    this.#frozen.set(page, this.#page(page).slice());
  }

  #page(index: number): Uint8Array {
    return this.#state.memory.subarray(index * PAGE_SIZE, (index + 1) * PAGE_SIZE);
  }
}

/** A guest that has just been started: a program in the first pages, zeros elsewhere. */
function bootState(seed: number): ToyState {
  const state = new ToyState();
  let random = next((seed * 2654435761 + 1) >>> 0 || 1);
  for (let i = 0; i < 3 * PAGE_SIZE; i++) {
    random = next(random);
    state.memory[i] = random;
  }
  state.random = random;
  return state;
}

/** The other half of the port. */
export class ToyStandby implements Standby {
  readonly pages = TOY_PAGES;
  readonly #state = new ToyState();
  readonly #workload: ToyWorkload;
  #applied = false;
  disposed = false;

  constructor(workload: ToyWorkload) {
    this.#workload = workload;
  }

  apply({ gfns, pages, devices, outputs }: CheckpointDelta): void {
    const state = this.#state;
    const { random, timeUs, said, heard } = state;
    const read = { random, timeUs, said, heard };
    const reader = new ByteReader(devices, { file: 'toy', record: 'capture', offset: 0 });
    while (reader.remaining > 0) {
      switch (reader.u8('device')) {
        case CPU:
          read.random = reader.u32('random');
          read.timeUs = reader.f64('time');
          break;
        case UART:
          read.said = reader.u32('said');
          break;
        case NIC:
          read.heard = [...reader.bytes(reader.varint('heard'), 'heard')];
          break;
        default:
          throw reader.unexpected('a toy device', 'another one');
      }
    }
    Object.assign(state, read);
    this.#store(gfns, pages);
    for (const { data, diskOffset } of outputs) {
      if (diskOffset !== undefined) state.disk.set(data, diskOffset);
    }
    this.#applied = true;
  }

  preload({ gfns, pages }: Pick<CheckpointDelta, 'gfns' | 'pages'>): void {
    if (this.#applied) throw new Error('what comes ahead of a checkpoint came after');
    this.#store(gfns, pages);
  }

  preloadDisk(offset: number, data: Uint8Array): void {
    if (this.#applied) throw new Error('what comes ahead of a checkpoint came after');
    this.#state.disk.set(data, offset);
  }

  copyPages(gfns: Uint32Array, into: Uint8Array): void {
    this.#state.copyPages(gfns, into);
  }

  #store(gfns: Uint32Array, pages: Uint8Array): void {
    gfns.forEach((gfn, i) => {
      const page = pages.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE);
      this.#state.memory.set(page, TOY_PAGES.indexOf(asGfn(gfn)) * PAGE_SIZE);
    });
  }

  activate(): Machine {
    if (!this.#applied) throw new Error('no checkpoint was applied');
    return new ToyMachine(this.#workload, 0, this.#state);
  }

  dispose(): void {
    this.disposed = true;
  }
}

const cpuSchema: DeviceSchema = { device: 'cpu', fields: ['random', 'timeUs'] };
const uartSchema: DeviceSchema = { device: 'uart', fields: ['said'] };
const nicSchema: DeviceSchema = { device: 'nic', fields: ['heard'] };

/** Names the leaves of a toy capture. */
export class ToyDeviceDecoder implements DeviceDecoder {
  #cpu: DeviceState = { schema: cpuSchema, values: [0, 0] };
  #uart: DeviceState = { schema: uartSchema, values: [0] };
  #nic: DeviceState = { schema: nicSchema, values: [new Uint8Array(0)] };

  apply(capture: Uint8Array): readonly DeviceState[] {
    const reader = new ByteReader(capture, { file: 'toy', record: 'capture', offset: 0 });
    while (reader.remaining > 0) {
      const device = reader.u8('device');
      if (device === CPU) {
        this.#cpu = { schema: cpuSchema, values: [reader.u32('random'), reader.f64('time')] };
      } else if (device === UART) {
        this.#uart = { schema: uartSchema, values: [reader.u32('said')] };
      } else if (device === NIC) {
        const heard = reader.bytes(reader.varint('heard'), 'heard');
        this.#nic = { schema: nicSchema, values: [heard] };
      } else {
        throw reader.unexpected('a toy device', String(device));
      }
    }
    return [this.#cpu, this.#uart, this.#nic];
  }
}

/** Frames that come at irregular moments until `endUs`, different for every seed. */
export function toyTraffic(seed: number, endUs = Infinity): InputSchedule {
  return {
    next(afterUs) {
      // One input somewhere in each window of 2 ms, at a place that depends on the window alone.
      for (let window = Math.max(0, Math.floor(afterUs / 2000)); ; window++) {
        const random = next(((seed + 1) * 7919 + window * 104729) >>> 0 || 1);
        const atUs = window * 2000 + (random % 2000);
        if (atUs > endUs) return undefined;
        if (atUs <= afterUs) continue;
        const frame = Uint8Array.of(random, random >> 8, random >> 16);
        return { atUs, input: { kind: 'net-rx', frame } };
      }
    },
  };
}
