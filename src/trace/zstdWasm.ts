// The package's own entry looks for the module on a path or URL, which a bundle does not have, so the module
// is used without it.
import wasm from '../../node_modules/@foxglove/wasm-zstd/dist/wasm-zstd.wasm';
import type { Compressor } from '../core/ports';
import { startedOnce } from '../core/startedOnce';
import { checkFrame } from './zstdFrame';

const LEVEL = 1;
const WASM_PAGE = 65536;
/** What the module returns instead of a size. */
const FAILED = -1;

/** The module's exports, by the names that the compiler gave them; package.json pins its version. */
interface ZstdModule {
  /** The memory. */
  readonly c: WebAssembly.Memory;
  /** Starts the module. */
  d(): void;
  /** malloc; 0 if there is no memory left. */
  f(size: number): number;
  /** free. */
  g(pointer: number): void;
  /** ZSTD_compressBound. */
  h(size: number): number;
  /** ZSTD_compress. */
  i(to: number, capacity: number, from: number, size: number, level: number): number;
  /** ZSTD_decompress. */
  j(to: number, capacity: number, from: number, size: number): number;
}

/**
 * Zstandard in WebAssembly: everywhere, at half the native speed. Rejects with what keeps the module from
 * being started, as too little memory; the next call tries again.
 */
export const loadZstdWasm = startedOnce(start);

async function start(): Promise<Compressor> {
  const zstd = await instantiate();
  const source = new Room(zstd);
  const target = new Room(zstd);
  return {
    compress(bytes) {
      const from = source.filledWith(bytes);
      const capacity = zstd.h(bytes.length);
      const to = target.of(capacity);
      const size = zstd.i(to, capacity, from, bytes.length, LEVEL);
      if (size === FAILED) throw new Error('zstd cannot compress');
      return bytesOf(zstd).slice(to, to + size);
    },
    decompress(bytes, rawLength) {
      checkFrame(bytes, rawLength);
      const from = source.filledWith(bytes);
      const to = target.of(rawLength);
      const size = zstd.j(to, rawLength, from, bytes.length);
      if (size === FAILED) throw new Error('no whole zstd frame');
      if (size !== rawLength) throw new Error(`${size} bytes`);
      return bytesOf(zstd).subarray(to, to + size);
    },
  };
}

/** Compiles and starts the module, with the two functions that it asks of who loads it. */
async function instantiate(): Promise<ZstdModule> {
  const imports = {
    a: {
      /** emscripten_resize_heap. @returns whether the memory now has so many bytes. */
      a(size: number): number {
        const pages = Math.ceil((size >>> 0) / WASM_PAGE) - zstd.c.buffer.byteLength / WASM_PAGE;
        try {
          zstd.c.grow(pages);
          return 1;
        } catch {
          return 0;
        }
      },
      /** emscripten_memcpy_big. */
      b(to: number, from: number, size: number): void {
        bytesOf(zstd).copyWithin(to, from, from + size);
      },
    },
  };
  const { instance } = await WebAssembly.instantiate(wasm as Uint8Array<ArrayBuffer>, imports);
  const zstd = instance.exports as unknown as ZstdModule;
  zstd.d();
  return zstd;
}

/** The module's memory; another array whenever it has grown. */
function bytesOf(zstd: ZstdModule): Uint8Array<ArrayBuffer> {
  return new Uint8Array(zstd.c.buffer);
}

/** Bytes in the module's memory that are used again and again; more than 1 MiB is given back. */
class Room {
  static readonly #kept = 1 << 20;
  readonly #zstd: ZstdModule;
  #pointer = 0;
  #size = 0;

  constructor(zstd: ZstdModule) {
    this.#zstd = zstd;
  }

  /** Room for so many bytes, which hold anything. */
  of(size: number): number {
    if (size > this.#size || this.#size > Room.#kept) {
      this.#zstd.g(this.#pointer);
      this.#size = 0;
      this.#pointer = 0;
      const rounded = Math.max(size, 1 << 17);
      this.#pointer = this.#zstd.f(rounded);
      if (this.#pointer === 0) throw new Error('zstd has no memory left');
      this.#size = rounded;
    }
    return this.#pointer;
  }

  filledWith(bytes: Uint8Array): number {
    const pointer = this.of(bytes.length);
    bytesOf(this.#zstd).set(bytes, pointer);
    return pointer;
  }
}
