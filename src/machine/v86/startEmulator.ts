import { V86 } from 'v86';
import type { V86Options } from './pc';
import type { V86Emulator, V86EmulatorOptions, V86Environment, V86Exports } from './v86Types';
import type { VirtualDisk } from './virtualDisk';
import { WasmMemory } from './wasmMemory';

/** The least that the emulator takes; it is part of every full capture. */
const VGA_MEMORY_BYTES = 256 * 1024;

/** What is done to an instance while it is made. */
export interface StartHooks {
  /** Changes what the core will call. @returns the device timers without the change. */
  interpose(env: V86Environment): V86Environment['run_hardware_timers'];
  instantiated(memory: WasmMemory): void;
  /** Takes what the core has to say. */
  say(message: string): void;
}

/** An instance that is ready, with nothing run yet. */
export interface StartedEmulator {
  readonly emulator: V86Emulator;
  readonly exports: V86Exports;
  readonly runHardwareTimers: V86Environment['run_hardware_timers'];
}

/**
 * Makes an instance of the emulator and waits until its devices are there. The package starts itself
 * in promises of its own whose errors nobody sees; here they are caught where they arise.
 */
export function startEmulator(
  options: V86Options,
  disk: VirtualDisk,
  module: WebAssembly.Module,
  hooks: StartHooks,
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
      // Always there: the emulator fails to restore the PCI functions of a controller that lacks a disk.
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
