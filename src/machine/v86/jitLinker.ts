import type { V86Cpu } from './v86Types';
import type { WasmMemory } from './wasmMemory';

/** The emulator's function table starts with its own functions; compiled code comes behind them. */
const FIRST_COMPILED_FUNCTION = 1024;

interface CompiledCode {
  readonly index: number;
  readonly start: number;
  readonly flags: number;
  readonly module: WebAssembly.Module;
}

/**
 * Links the code that the emulator's compiler emits, at fixed moments: the stock emulator does so
 * asynchronously, whenever the host gets round to it, and two machines would part ways.
 *
 * Linking inside the emulator's callback is not possible, as its compiler still holds its lock then.
 */
export class JitLinker {
  readonly #cpu: V86Cpu;
  #queue: CompiledCode[] = [];

  constructor(cpu: V86Cpu, memory: WasmMemory) {
    this.#cpu = cpu;
    cpu.codegen_finalize = (index, start, flags, at, bytes) => {
      const code = memory.bytes.slice(at >>> 0, (at >>> 0) + (bytes >>> 0));
      this.#queue.push({ index, start, flags, module: new WebAssembly.Module(code) });
    };
  }

  /** Links what was compiled in the slice that has just ended. */
  link(): void {
    if (this.#queue.length === 0) return;
    const imports = { e: this.#cpu.jit_imports };
    const queue = this.#queue;
    this.#queue = [];
    for (const { index, start, flags, module } of queue) {
      const code = new WebAssembly.Instance(module, imports).exports.f;
      this.#cpu.wm.wasm_table.set(FIRST_COMPILED_FUNCTION + index, code);
      this.#cpu.codegen_finalize_finished(index, start, flags);
    }
  }
}
