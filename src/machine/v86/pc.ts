/**
 * One embedded PC: an instance of the emulator with everything taken from it that would make two
 * instances differ (host clock, random numbers, scheduling), and hooks where Kemari looks on.
 */
import { KemariError } from '../../core/errors';
import { PAGE_SIZE } from '../../core/gfn';
import type { AccessCause } from '../../core/syncPoint';
import { AccessWatch } from './accessWatch';
import { DirtyPages, loadDirtyKernel } from './dirtyPages';
import { loadEmulatorModule, type DirtyTracking } from './emulatorModule';
import { EventTap } from './eventTap';
import type { InterruptChipExports } from './interruptChipRewrite';
import { JitLinker } from './jitLinker';
import { checkKernel } from './kernelImage';
import type { LogDirtyExports } from './logDirtyRewrite';
import { RdrandGenerator } from './rdrandGenerator';
import { GUEST_MAC } from './guest/network';
import { interposeTime } from './guestTime';
import { catchOutputs, watchDiskFlush } from './outputs';
import { giveGuestTime } from './rtcTime';
import { startEmulator } from './startEmulator';
import { Scheduler } from './scheduler';
import { TouchedDevices } from './touchedDevices';
import type { V86CoreStatics, V86Cpu, V86Exports } from './v86Types';
import { forgetVideoWrites } from './videoWrites';
import { VirtualClock } from './virtualClock';
import { VirtualDisk } from './virtualDisk';
import { WasmMemory } from './wasmMemory';

/** What a machine is made of; both machines of a pair are given the same, but for the kernel. */
export interface V86Options {
  /** The emulator's core, `v86.wasm` of the package; borrowed. */
  readonly wasm: Uint8Array;
  /** A multiboot ELF image, started without a BIOS; a standby needs none. Borrowed. */
  readonly kernel?: Uint8Array;
  /** The kernel's command line. */
  readonly commandLine?: string;
  /** Bytes of guest RAM: at least 1 MiB, a multiple of 128 KiB. */
  readonly memoryBytes: number;
  /** Bytes of the first IDE disk, which starts empty: a positive multiple of 512. */
  readonly diskBytes: number;
  /** Whether hot guest code is compiled to WebAssembly. */
  readonly jit: boolean;
  readonly dirtyTracking: DirtyTracking;
  /**
   * Accesses that stop the guest, none unless told. A pair's machines are given the same, since where a
   * guest is stopped decides when its timers run. `irqchip` takes `log-dirty`.
   */
  readonly accesses?: readonly AccessCause[];
}

/** The parts of one embedded PC. */
export interface Pc {
  readonly cpu: V86Cpu;
  readonly exports: V86Exports;
  readonly memory: WasmMemory;
  /** Where guest RAM is in that memory. */
  readonly ramStart: number;
  readonly ramBytes: number;
  readonly clock: VirtualClock;
  readonly scheduler: Scheduler;
  readonly tap: EventTap;
  readonly touched: TouchedDevices;
  readonly dirty: DirtyPages;
  /** How dirty pages are found, and why not as was asked for. */
  readonly tracking: { readonly method: DirtyTracking; readonly fallbackReason?: string };
  readonly disk: VirtualDisk;
  readonly random: RdrandGenerator;
  /** Sends to the guest's devices, as the host's side of the emulator does. */
  send(event: string, value: unknown): void;
  dispose(): void;
}

const MEMORY_GRANULE = 128 * 1024;

/**
 * Builds a PC, with its kernel loaded if there is one.
 * @throws RangeError for sizes that a PC cannot have.
 * @throws KemariError of kind `input` if the kernel or the emulator's core cannot be used.
 */
export async function createPc(options: V86Options): Promise<Pc> {
  const { memoryBytes, kernel } = options;
  if (memoryBytes < 1 << 20 || memoryBytes % MEMORY_GRANULE !== 0 || memoryBytes > 1 << 30) {
    throw new RangeError(
      `${memoryBytes} bytes of memory: expected a multiple of 128 KiB from 1 MiB to 1 GiB`,
    );
  }
  if (kernel !== undefined) checkKernel(kernel, memoryBytes);
  const disk = new VirtualDisk(options.diskBytes);
  const { module, tracking, fallbackReason } = await loadEmulatorModule(
    options.wasm,
    options.dirtyTracking,
  );
  const dirtyKernel = await loadDirtyKernel();

  const clock = new VirtualClock();
  const tap = new EventTap(() => clock.requestStop());
  const touched = new TouchedDevices();
  const { accesses = [] } = options;
  if (accesses.includes('irqchip') && tracking !== 'log-dirty') {
    const why = fallbackReason ?? 'the core was not rewritten';
    throw new KemariError('input', `accesses to interrupt controllers cannot be tapped: ${why}`);
  }
  const watch = new AccessWatch(accesses, (cause) => tap.note(cause));
  const random = new RdrandGenerator();
  let lastMessage = 'no message';
  const { emulator, exports, runHardwareTimers } = await startEmulator(options, disk, module, {
    interpose(env) {
      touched.watch(env);
      watchDiskFlush(env, tap);
      watch.watch(env);
      return interposeTime(env, clock, random);
    },
    instantiated: (memory) => clock.attach(memory),
    say: (message) => (lastMessage = message),
  });

  const core = emulator.v86;
  const { cpu } = core;
  const memory = new WasmMemory(exports.memory);
  clock.attach(memory);
  // The emulator would go on by itself, in timers of the host.
  core.yield = () => undefined;
  core.running = true;
  forgetVideoWrites(memory.words);
  fixMacAddress(cpu);
  giveGuestTime(cpu, () => clock.ms);
  touched.attach(cpu);
  catchOutputs(emulator, disk, tap);
  if (kernel === undefined) clearRam(memory, exports, cpu);
  const dirty = new DirtyPages(
    memory,
    exports,
    dirtyKernel,
    cpu.mem8.byteOffset,
    memoryBytes / PAGE_SIZE,
    tracking === 'log-dirty' ? (exports as unknown as LogDirtyExports) : undefined,
  );
  if (accesses.includes('irqchip')) {
    (exports as unknown as InterruptChipExports).irqchip_watch.value = 1;
  }
  const writeBlob = cpu.write_blob.bind(cpu);
  cpu.write_blob = (blob, address) => {
    dirty.touch(address >>> 0, blob.length, touched.lastAccessed);
    writeBlob(blob, address);
  };
  const statics = core.constructor as unknown as V86CoreStatics;
  const scheduler = new Scheduler({
    cpu,
    exports,
    memory,
    clock,
    tap,
    jit: options.jit ? new JitLinker(cpu, memory) : undefined,
    runHardwareTimers,
    // All instances in this thread read the same static: it is claimed anew each time.
    claimClock: () => (statics.microtick = () => clock.ms),
    lastMessage: () => lastMessage,
  });
  return {
    cpu,
    exports,
    memory,
    ramStart: cpu.mem8.byteOffset,
    ramBytes: memoryBytes,
    clock,
    scheduler,
    tap,
    touched,
    dirty,
    tracking: { method: tracking, ...(fallbackReason === undefined ? {} : { fallbackReason }) },
    disk,
    random,
    send: (event, value) => emulator.bus.send(event, value),
    dispose: () => core.destroy(),
  };
}

/** The emulator leaves a few bytes in the memory of a machine that it starts without a kernel. */
function clearRam(memory: WasmMemory, exports: V86Exports, { mem8 }: V86Cpu): void {
  for (let address = 0; address < mem8.length; address += PAGE_SIZE) {
    if (exports.is_memory_zeroed(address, PAGE_SIZE) !== 0) continue;
    const start = mem8.byteOffset + address;
    memory.bytes.fill(0, start, start + PAGE_SIZE);
  }
}

/** The card's own address is random. */
function fixMacAddress(cpu: V86Cpu): void {
  const { mac, memory } = cpu.devices.net;
  mac.set(GUEST_MAC);
  GUEST_MAC.forEach((byte, i) => memory.fill(byte, 2 * i, 2 * i + 2));
}
