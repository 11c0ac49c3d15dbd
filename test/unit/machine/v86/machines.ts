import type { DeviceState, LeafValue } from '../../../../src/core/deviceState';
import { PAGE_SIZE } from '../../../../src/core/gfn';
import type { Output } from '../../../../src/core/syncPoint';
import type { Machine, Standby } from '../../../../src/machine/machine';
import { V86DeviceDecoder } from '../../../../src/machine/v86/deviceDecoder';
import type { V86Machine } from '../../../../src/machine/v86/embeddedMachine';
import type { V86Standby } from '../../../../src/machine/v86/embeddedStandby';
import kernel from '../../../../src/machine/v86/guest/kemari-guest.elf';
import { guestCommandLine, type WorkloadName } from '../../../../src/machine/v86/guest/workloads';
import {
  createV86Machine,
  createV86Standby,
  type V86Options,
} from '../../../../src/machine/v86/v86Machine';
import { loadV86Image } from '../../../../src/node/v86Image';

/** The emulator's core as the package has it; one array for all tests, so that it is compiled once. */
export const wasm = await loadV86Image(new URL('.', import.meta.resolve('v86')));

export const MEMORY_BYTES = 8 << 20;
const DISK_BYTES = 1 << 20;

/** What a test may want otherwise. */
export type TestOptions = Partial<
  Pick<V86Options, 'jit' | 'dirtyTracking' | 'wasm' | 'kernel' | 'accesses'>
>;

const defaults = { wasm, memoryBytes: MEMORY_BYTES, diskBytes: DISK_BYTES, jit: false };

/** A machine with the guest of these bytes. */
export function machineWith(image: Uint8Array, options: TestOptions = {}): Promise<V86Machine> {
  return createV86Machine({ ...defaults, kernel: image, dirtyTracking: 'log-dirty', ...options });
}

/** Options of a machine with a workload of our own guest. */
export function workloadOptions(
  workload: WorkloadName,
  seed: number,
  options: TestOptions & { rate?: number } = {},
): V86Options {
  const { rate, ...others } = options;
  return {
    ...defaults,
    kernel,
    commandLine: guestCommandLine({
      workload,
      seed,
      memoryBytes: MEMORY_BYTES,
      ...(rate === undefined ? {} : { rate }),
    }),
    dirtyTracking: 'log-dirty',
    ...others,
  };
}

/** A standby that fits all of these machines. */
export function standbyFor(options: TestOptions = {}): Promise<V86Standby> {
  return createV86Standby({ ...defaults, dirtyTracking: 'log-dirty', ...options });
}

/** All of a machine's memory. */
export function memoryOf(machine: Pick<Machine | Standby, 'copyPages' | 'pages'>): Uint8Array {
  const bytes = new Uint8Array(machine.pages.bytes);
  machine.copyPages(
    Uint32Array.from({ length: machine.pages.pageCount }, (_, i) => i),
    bytes,
  );
  return bytes;
}

/** The 32-bit value at an address of a machine's memory, which may cross into the next page. */
export function wordAt(machine: Machine, address: number): number {
  const pages = new Uint8Array(2 * PAGE_SIZE);
  machine.copyPages(Uint32Array.of(address >>> 12, (address >>> 12) + 1), pages);
  return new DataView(pages.buffer).getUint32(address & 0xfff, true);
}

/** Takes a checkpoint of the machine into its standbys. */
export function checkpoint(
  machine: Machine,
  standbys: readonly Standby[],
  scope: 'touched' | 'all',
  outputs: readonly Output[] = [],
): void {
  const gfns = machine.collectDirtyPages().slice();
  const pages = new Uint8Array(gfns.length * PAGE_SIZE);
  machine.copyPages(gfns, pages);
  const devices = machine.captureDevices(scope);
  for (const standby of standbys) standby.apply({ gfns, pages, devices, outputs });
}

/** The state of all devices by name. */
export function devicesOf(machine: Machine): readonly DeviceState[] {
  return new V86DeviceDecoder().apply(machine.captureDevices('all'));
}

/** One leaf of one device. */
export function leafOf(states: readonly DeviceState[], device: string, field: string): LeafValue {
  const state = states.find(({ schema }) => schema.device === device);
  const index = state?.schema.fields.indexOf(field) ?? -1;
  if (state === undefined || index < 0) throw new Error(`no ${field} in ${device}`);
  return state.values[index];
}

/** An output in a form that is easily compared. */
export function printed({ kind, data, diskOffset }: Output): string {
  return `${kind} ${diskOffset ?? ''} ${Buffer.from(data).toString('hex')}`;
}

/** Runs until there is an output. @throws Error if none comes before the deadline. */
export async function runToOutput(machine: Machine, deadlineUs = 1e6): Promise<readonly Output[]> {
  const outcome = await machine.run(machine.virtualTimeUs + deadlineUs);
  if (outcome.reason !== 'output') throw new Error(`no output within ${deadlineUs} us`);
  return outcome.outputs;
}
