/**
 * Our own typings of the parts of the `v86` package (0.5.462) that this folder touches. The package
 * types only its public options; the names below are not mangled in its release build, and
 * `test/unit/machine/v86` fails if a later version loses one.
 */
import type { VirtualDisk } from './virtualDisk';

/** What the emulator's WebAssembly module exports, as far as it is used here. */
export interface V86Exports {
  readonly memory: WebAssembly.Memory;
  full_clear_tlb(): void;
  handle_irqs(): void;
  jit_clear_cache_js(): void;
  update_state_flags(): void;
  set_control_word(word: number): void;
  get_eflags(): number;
  get_pic_addr_master(): number;
  get_pic_addr_slave(): number;
  get_apic_addr(): number;
  get_ioapic_addr(): number;
  is_memory_zeroed(address: number, bytes: number): number;
  readonly [name: string]: WebAssembly.ExportValue;
}

/** The `env` half of the module's imports: what the emulator's core calls in JavaScript. */
export interface V86Environment {
  microtick(): number;
  get_rand_int(): number;
  run_hardware_timers(acpiEnabled: number, now: number): number;
  io_port_read8(port: number): number;
  io_port_read16(port: number): number;
  io_port_read32(port: number): number;
  io_port_write8(port: number, value: number): void;
  io_port_write16(port: number, value: number): void;
  io_port_write32(port: number, value: number): void;
  mmap_read8(address: number): number;
  mmap_read32(address: number): number;
  mmap_write8(address: number, value: number): void;
  mmap_write16(address: number, value: number): void;
  mmap_write32(address: number, value: number): void;
  mmap_write64(address: number, low: number, high: number): void;
  mmap_write128(address: number, a: number, b: number, c: number, d: number): void;
  /** A message of the core, by address and length in its memory; only given before it fails. */
  console_log_from_wasm(address: number, bytes: number): void;
}

/** Any of the emulator's device models: its state is an array whose positions have fixed meanings. */
export interface V86Device {
  get_state(): unknown[];
  set_state(state: unknown[]): void;
}

/** The serial port; its input queue is not part of its state. */
export interface V86Uart extends V86Device {
  input: number[];
}

/** The real-time clock, which reads the host's `Date`. */
export interface V86Rtc extends V86Device {
  rtc_time: number;
  last_update: number;
  timer(now: number): number;
}

/** The network card. */
export interface V86Ne2k extends V86Device {
  readonly mac: Uint8Array;
  /** The first 32 bytes are the PROM: the MAC address, each byte twice. */
  readonly memory: Uint8Array;
}

/** The devices of the one machine that is built here. */
export interface V86Devices {
  readonly rtc: V86Rtc;
  readonly dma: V86Device;
  readonly pci: V86Device;
  readonly pit: V86Device;
  readonly ps2: V86Device;
  readonly vga: V86Device;
  readonly vmware: V86Device;
  readonly fdc: V86Device;
  readonly uart0: V86Uart;
  readonly parallel0: V86Device;
  readonly net: V86Ne2k;
  readonly sb16: V86Device;
  readonly ide: { readonly primary: V86Device; readonly secondary: V86Device };
}

/** What handles one I/O port. */
export interface V86Port {
  device: unknown;
  read8(): number;
  write8(value: number): void;
}

/** The virtual CPU, which also owns memory and devices. */
export interface V86Cpu {
  readonly devices: V86Devices;
  readonly io: { readonly ports: readonly V86Port[] };
  /** A slow proxy of guest RAM: only its bounds are used. */
  readonly mem8: { readonly byteOffset: number; readonly length: number };
  readonly wm: { readonly wasm_table: WebAssembly.Table };
  readonly jit_imports: WebAssembly.ModuleImports;
  fw_value: ArrayLike<number>;
  fw_pointer: number;
  /** Writes guest memory on behalf of a device: DMA. */
  write_blob(blob: Uint8Array, address: number): void;
  main_loop(): number;
  run_hardware_timers(acpiEnabled: number, now: number): number;
  codegen_finalize(index: number, start: number, flags: number, at: number, bytes: number): void;
  codegen_finalize_finished(index: number, start: number, flags: number): void;
}

/** The emulator proper, inside the package's public class. */
export interface V86Core {
  readonly cpu: V86Cpu;
  running: boolean;
  yield: (milliseconds: number, tick: number) => void;
  init(settings: unknown): void;
  destroy(): void;
}

/** The static side of {@link V86Core}: its clock, which the devices of all instances read. */
export interface V86CoreStatics {
  microtick: () => number;
}

/** Options of the package's class that are used here. */
export interface V86EmulatorOptions {
  readonly wasm_fn: (imports: { env: V86Environment }) => Promise<V86Exports>;
  readonly memory_size: number;
  readonly vga_memory_size: number;
  readonly autostart: boolean;
  readonly disable_jit: boolean;
  readonly disable_keyboard: boolean;
  readonly disable_mouse: boolean;
  readonly disable_speaker: boolean;
  readonly preserve_mac_from_state_image: boolean;
  readonly net_device: { readonly type: 'ne2k' };
  readonly hda: VirtualDisk;
  readonly multiboot?: { readonly buffer: ArrayBuffer };
  readonly cmdline?: string;
}

/** The package's class. */
export interface V86Emulator {
  readonly v86: V86Core;
  readonly bus: { send(event: string, value: unknown): void };
  continue_init(core: V86Core, options: V86EmulatorOptions): Promise<void>;
  add_listener(event: string, listener: (value: never) => void): void;
}
