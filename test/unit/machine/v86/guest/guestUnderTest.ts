import { readFile } from 'node:fs/promises';
import type { Output } from '../../../../../src/core/syncPoint';
import { GuestRun } from '../../../../../src/engine/guestRun';
import kernel from '../../../../../src/machine/v86/guest/kemari-guest.elf';
import {
  GUEST_DISK_BYTES,
  guestCommandLine,
  trafficFor,
  type GuestParameters,
  type WorkloadName,
} from '../../../../../src/machine/v86/guest/workloads';
import { createV86Machine } from '../../../../../src/machine/v86/v86Machine';
import type { InputSchedule } from '../../../../../src/machine/inputSchedule';
import type { Machine, MachineInput } from '../../../../../src/machine/machine';
import { PAGE_SIZE } from '../../../../../src/core/gfn';

/** What a test chooses of a guest. */
export interface GuestOptions extends Partial<GuestParameters> {
  readonly workload: WorkloadName;
  /** Given to the guest as it is, in place of what the parameters say. */
  readonly commandLine?: string;
  readonly diskBytes?: number;
  /** What the outside world sends; nothing if not given. */
  readonly inputs?: InputSchedule;
}

/** The guest's run from one tapped output to the next. */
export interface Epoch {
  /** Guest time at its end. */
  readonly timeUs: number;
  readonly outputs: readonly Output[];
  /** GFNs, ascending. The first epoch names every page that is not zero. */
  readonly dirty: readonly number[];
}

/** No input, ever. */
export const SILENCE: InputSchedule = { next: () => undefined };

/** The guest's image, with a workload started on a machine of its own. */
export class GuestUnderTest {
  readonly #run: GuestRun;

  private constructor(
    readonly machine: Machine,
    inputs: InputSchedule,
  ) {
    this.#run = new GuestRun(machine, inputs);
  }

  static async boot(options: GuestOptions): Promise<GuestUnderTest> {
    const { workload, diskBytes = GUEST_DISK_BYTES, inputs = SILENCE } = options;
    const parameters = { seed: 1, memoryBytes: 32 << 20, ...options, workload };
    const machine = await createV86Machine({
      wasm: await emulatorCore(),
      kernel,
      commandLine: options.commandLine ?? guestCommandLine(parameters),
      memoryBytes: parameters.memoryBytes,
      diskBytes,
      jit: true,
      dirtyTracking: 'log-dirty',
    });
    return new GuestUnderTest(machine, inputs);
  }

  /** Boots a workload that hears its own traffic. */
  static bootWithTraffic(workload: WorkloadName, seed = 1): Promise<GuestUnderTest> {
    return GuestUnderTest.boot({ workload, seed, inputs: trafficFor(workload, seed) });
  }

  /** Runs until so many outputs were tapped; undefined in place of an output that never comes. */
  async epochs(count: number): Promise<Epoch[]> {
    const epochs: Epoch[] = [];
    const limitUs = this.machine.virtualTimeUs + 60e6;
    while (epochs.length < count && this.machine.virtualTimeUs < limitUs) {
      const outputs = await this.#run.slice();
      if (outputs.length > 0) epochs.push(this.#epoch(outputs));
    }
    return epochs;
  }

  /** Runs for a span of guest time, give or take a slice. */
  async epochsFor(durationUs: number): Promise<Epoch[]> {
    const epochs: Epoch[] = [];
    const endUs = this.machine.virtualTimeUs + durationUs;
    while (this.machine.virtualTimeUs < endUs) {
      const outputs = await this.#run.slice();
      if (outputs.length > 0) epochs.push(this.#epoch(outputs));
    }
    return epochs;
  }

  inject(input: MachineInput): void {
    this.machine.inject(input);
  }

  /** Sends text to the serial port. */
  type(text: string): void {
    this.inject({ kind: 'serial-rx', data: new TextEncoder().encode(text) });
  }

  /** A copy of guest memory from a page on. */
  memory(gfn: number, pages: number): Uint8Array {
    const bytes = new Uint8Array(pages * PAGE_SIZE);
    this.machine.copyPages(
      Uint32Array.from({ length: pages }, (_, i) => gfn + i),
      bytes,
    );
    return bytes;
  }

  dispose(): void {
    this.machine.dispose();
  }

  #epoch(outputs: readonly Output[]): Epoch {
    const dirty = [...this.machine.collectDirtyPages()];
    return { timeUs: this.machine.virtualTimeUs, outputs, dirty };
  }
}

/** All that went to the serial port, as text. */
export function serialText(epochs: readonly Epoch[]): string {
  return String.fromCharCode(
    ...epochs.flatMap(({ outputs }) =>
      outputs.filter(({ kind }) => kind === 'serial-tx').flatMap(({ data }) => [...data]),
    ),
  );
}

/** All frames that were sent. */
export function sentFrames(epochs: readonly Epoch[]): Uint8Array[] {
  return epochs.flatMap(({ outputs }) =>
    outputs.filter(({ kind }) => kind === 'net-tx').map(({ data }) => data),
  );
}

let core: Promise<Uint8Array> | undefined;

/** Read once, so that the machines of all tests share the compiled module. */
function emulatorCore(): Promise<Uint8Array> {
  core ??= readFile('node_modules/v86/build/v86.wasm');
  return core;
}
