const WASM_PAGE = 65536;

/**
 * The emulator's linear memory. It may grow while the guest runs, which detaches every view of it:
 * views are asked for each time they are used, and made anew only when the memory has grown.
 */
export class WasmMemory {
  readonly #memory: WebAssembly.Memory;
  #bytes: Uint8Array;
  #words: Uint32Array;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.#bytes = new Uint8Array(memory.buffer);
    this.#words = new Uint32Array(memory.buffer);
  }

  /** All of the memory by bytes; valid until the emulator runs or {@link allocate} is called. */
  get bytes(): Uint8Array {
    // A detached view has no length.
    if (this.#bytes.length === 0) this.#bytes = new Uint8Array(this.#memory.buffer);
    return this.#bytes;
  }

  /** The same by 32-bit words. */
  get words(): Uint32Array {
    if (this.#words.length === 0) this.#words = new Uint32Array(this.#memory.buffer);
    return this.#words;
  }

  /**
   * Grows the memory for our own use.
   * @returns the address of the first of the zeroed bytes, a multiple of 64 KiB.
   * @throws RangeError if the memory cannot grow so far.
   */
  allocate(bytes: number): number {
    return this.#memory.grow(Math.ceil(bytes / WASM_PAGE)) * WASM_PAGE;
  }
}
