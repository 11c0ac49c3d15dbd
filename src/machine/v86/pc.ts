/**
 * One embedded PC: an instance of the emulator with everything taken from it that would make two
 * instances differ (host clock, random numbers, scheduling), and hooks where Kemari looks on.
 */
import { V86 } from 'v86';
import { PAGE_SIZE } from '../../core/gfn';
import { DirtyPages, loadDirtyKernel } from './dirtyPages';
import { loadEmulatorModule, type DirtyTracking } from './emulatorModule';
import { EventTap } from './eventTap';
import { JitLinker } from './jitLinker';
import { checkKernel } from './kernelImage';
import type { LogDirtyExports } from './logDirtyRewrite';
import { RdrandGenerator } from './rdrandGenerator';
import { giveGuestTime } from './rtcTime';
import { Scheduler } from './scheduler';
import { TouchedDevices } from './touchedDevices';
import type {
  V86CoreStatics,
  V86Cpu,
  V86Emulator,
  V86EmulatorOptions,
  V86Environment,
  V86Exports,
} from './v86Types';
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
/** The least that the emulator takes; it is part of every full capture. */
const VGA_MEMORY_BYTES = 256 * 1024;
const MAC = [0x52, 0x54, 0x00, 0x12, 0x34, 0x56];
const ATA_COMMAND_PORT = 0x1f7;
const ATA_FLUSH_COMMANDS = [0xe7, 0xea];

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
  const random = new RdrandGenerator();
  let lastMessage = 'no message';
  const { emulator, exports, runHardwareTimers } = await startEmulator(options, disk, module, {
    interpose(env) {
      touched.watch(env);
      watchDiskFlush(env, tap);
      watchMappedMemory(env, touched);
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
  fillPciHoles(cpu);
  fixMacAddress(cpu);
  giveGuestTime(cpu, () => clock.ms);
  touched.attach(cpu);
  listenToOutputs(emulator, disk, tap);
  if (kernel === undefined) clearRam(memory, exports, cpu);
  const dirty = new DirtyPages(
    memory,
    exports,
    dirtyKernel,
    cpu.mem8.byteOffset,
    memoryBytes / PAGE_SIZE,
    tracking === 'log-dirty' ? (exports as unknown as LogDirtyExports) : undefined,
  );
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

interface Hooks {
  /** Changes what the core will call. @returns the device timers without the change. */
  interpose(env: V86Environment): V86Environment['run_hardware_timers'];
  instantiated(memory: WasmMemory): void;
  /** Takes what the core has to say. */
  say(message: string): void;
}

interface StartedEmulator {
  readonly emulator: V86Emulator;
  readonly exports: V86Exports;
  readonly runHardwareTimers: V86Environment['run_hardware_timers'];
}

/**
 * Makes an instance of the emulator and waits until its devices are there. The package starts itself
 * in promises of its own whose errors nobody sees; here they are caught where they arise.
 */
function startEmulator(
  options: V86Options,
  disk: VirtualDisk,
  module: WebAssembly.Module,
  hooks: Hooks,
): Promise<StartedEmulator> {
  return new Promise((resolve, reject) => {
    let exports: V86Exports;
    let runHardwareTimers: V86Environment['run_hardware_timers'];
    const Emulator = V86 as unknown as new (options: V86EmulatorOptions) => V86Emulator;
    const emulator = new Emulator({
      wasm_fn: async (imports) => {
        try {
          runHardwareTimers = hooks.interpose(imports.env);
          imports.env.console_log_from_wasm = (address, bytes) => {
            const text = new Uint8Array(exports.memory.buffer, address >>> 0, bytes >>> 0);
            hooks.say(new TextDecoder().decode(text));
          };
          const instance = await WebAssembly.instantiate(
            module,
            imports as unknown as WebAssembly.Imports,
          );
          exports = instance.exports as unknown as V86Exports;
          hooks.instantiated(new WasmMemory(exports.memory));
          return exports;
        } catch (error) {
          reject(error);
          return new Promise<never>(() => undefined);
        }
      },
      memory_size: options.memoryBytes,
      vga_memory_size: VGA_MEMORY_BYTES,
      autostart: false,
      disable_jit: !options.jit,
      disable_keyboard: true,
      disable_mouse: true,
      disable_speaker: true,
      // Otherwise the card's packet memory is not restored.
      preserve_mac_from_state_image: true,
      net_device: { type: 'ne2k' },
      hda: disk,
      ...(options.kernel && { multiboot: { buffer: options.kernel.slice().buffer } }),
      ...(options.commandLine !== undefined && { cmdline: options.commandLine }),
    });
    const continueInit = emulator.continue_init.bind(emulator);
    emulator.continue_init = async (core, init) => {
      const initialize = core.init.bind(core);
      core.init = (settings) => {
        try {
          initialize(settings);
        } catch (error) {
          reject(error);
        }
      };
      try {
        await continueInit(core, init);
      } catch (error) {
        reject(error);
      }
    };
    emulator.add_listener('emulator-loaded', () => {
      resolve({ emulator, exports, runHardwareTimers });
    });
  });
}

/** Time and randomness come from the guest's own progress; both stand still while a stop is made. */
function interposeTime(
  env: V86Environment,
  clock: VirtualClock,
  random: RdrandGenerator,
): V86Environment['run_hardware_timers'] {
  const timers = env.run_hardware_timers;
  // While stopping, time seems to have passed the end of the emulator's 1 ms frame.
  env.microtick = () => (clock.stopping ? clock.ms + 5 : clock.ms);
  env.run_hardware_timers = (acpiEnabled, now) => (clock.stopping ? 0 : timers(acpiEnabled, now));
  env.get_rand_int = () => random.next();
  return timers;
}

function watchDiskFlush(env: V86Environment, tap: EventTap): void {
  const write = env.io_port_write8;
  env.io_port_write8 = (port, value) => {
    write(port, value);
    if (port === ATA_COMMAND_PORT && ATA_FLUSH_COMMANDS.includes(value)) {
      tap.hold({ kind: 'disk-flush', data: new Uint8Array(0) });
    }
  };
}

function watchMappedMemory(env: V86Environment, touched: TouchedDevices): void {
  const { mmap_read8, mmap_read32 } = env;
  const { mmap_write8, mmap_write16, mmap_write32, mmap_write64, mmap_write128 } = env;
  env.mmap_read8 = (address) => {
    touched.touchVideo();
    return mmap_read8(address);
  };
  env.mmap_read32 = (address) => {
    touched.touchVideo();
    return mmap_read32(address);
  };
  env.mmap_write8 = (address, value) => {
    touched.touchVideo();
    mmap_write8(address, value);
  };
  env.mmap_write16 = (address, value) => {
    touched.touchVideo();
    mmap_write16(address, value);
  };
  env.mmap_write32 = (address, value) => {
    touched.touchVideo();
    mmap_write32(address, value);
  };
  env.mmap_write64 = (address, low, high) => {
    touched.touchVideo();
    mmap_write64(address, low, high);
  };
  env.mmap_write128 = (address, a, b, c, d) => {
    touched.touchVideo();
    mmap_write128(address, a, b, c, d);
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

/** `PCI.set_state` of this version fails on base address registers that no BIOS has ever sized. */
function fillPciHoles(cpu: V86Cpu): void {
  for (const device of cpu.devices.pci.devices) {
    if (device === undefined) continue;
    for (let i = 0; i < device.pci_bars.length; i++) {
      device.pci_bars[i] ??= { size: 0, entries: [], original_bar: 0 };
    }
  }
}

/** The card's own address is random. */
function fixMacAddress(cpu: V86Cpu): void {
  const { mac, memory } = cpu.devices.net;
  mac.set(MAC);
  MAC.forEach((byte, i) => memory.fill(byte, 2 * i, 2 * i + 2));
}

function listenToOutputs(emulator: V86Emulator, disk: VirtualDisk, tap: EventTap): void {
  emulator.add_listener('serial0-output-byte', (byte: number) => {
    tap.hold({ kind: 'serial-tx', data: Uint8Array.of(byte) });
  });
  emulator.add_listener('net0-send', (frame: Uint8Array) => {
    // The frame is a view of the card's memory.
    tap.hold({ kind: 'net-tx', data: frame.slice() });
  });
  disk.onWrite = (diskOffset, data) => tap.hold({ kind: 'disk-write', data, diskOffset });
}
