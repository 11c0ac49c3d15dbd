// The package's own entries fetch the module from a path or URL, which a bundle does not have; its
// inner module takes the bytes.
import { Module, waitInitialized } from '../../node_modules/@bokuweb/zstd-wasm/dist/web/module.js';
import wasm from '../../node_modules/@bokuweb/zstd-wasm/dist/web/zstd.wasm';
import type { Compressor } from '../core/ports';
import { checkFrame } from './zstdFrame';

const LEVEL = 1;

/** The part of the WebAssembly module that is used: pointers and sizes are numbers, as in zstd.h. */
interface ZstdModule {
  /** Another array whenever the module's memory has grown. */
  readonly HEAPU8: Uint8Array;
  init(bytes: Uint8Array): void;
  _malloc(size: number): number;
  _free(pointer: number): void;
  _ZSTD_isError(code: number): number;
  _ZSTD_compressBound(size: number): number;
  _ZSTD_createCCtx(): number;
  _ZSTD_createDCtx(): number;
  _ZSTD_compress_usingDict(
    context: number,
    ...args: [...buffers: Buffers, dictionary: 0, dictionarySize: 0, level: number]
  ): number;
  _ZSTD_decompress_usingDict(
    context: number,
    ...args: [...buffers: Buffers, dictionary: 0, dictionarySize: 0]
  ): number;
}

type Buffers = [to: number, capacity: number, from: number, size: number];

const zstd = Module as ZstdModule;

let started: Promise<Compressor> | undefined;

/** Zstandard in WebAssembly: everywhere, at a third of the native speed. */
export function loadZstdWasm(): Promise<Compressor> {
  started ??= start();
  return started;
}

async function start(): Promise<Compressor> {
  zstd.init(wasm);
  await waitInitialized();
  // Making a context for each payload would take longer than most payloads do.
  const compression = allocated(zstd._ZSTD_createCCtx());
  const decompression = allocated(zstd._ZSTD_createDCtx());
  const source = new Room();
  const target = new Room();
  return {
    compress(bytes) {
      const from = source.filledWith(bytes);
      const capacity = zstd._ZSTD_compressBound(bytes.length);
      const to = target.of(capacity);
      const size = checked(
        zstd._ZSTD_compress_usingDict(compression, to, capacity, from, bytes.length, 0, 0, LEVEL),
      );
      return zstd.HEAPU8.slice(to, to + size);
    },
    decompress(bytes, rawLength) {
      checkFrame(bytes, rawLength);
      const from = source.filledWith(bytes);
      const to = target.of(rawLength);
      const size = checked(
        zstd._ZSTD_decompress_usingDict(decompression, to, rawLength, from, bytes.length, 0, 0),
      );
      if (size !== rawLength) throw new Error(`${size} bytes`);
      return zstd.HEAPU8.slice(to, to + size);
    },
  };
}

/** Bytes in the module's memory that are used again and again; more than 1 MiB is given back. */
class Room {
  static readonly #kept = 1 << 20;
  #pointer = 0;
  #size = 0;

  /** Room for so many bytes, which hold anything. */
  of(size: number): number {
    if (size > this.#size || this.#size > Room.#kept) {
      zstd._free(this.#pointer);
      this.#size = 0;
      this.#pointer = 0;
      const rounded = Math.max(size, 1 << 17);
      this.#pointer = allocated(zstd._malloc(rounded));
      this.#size = rounded;
    }
    return this.#pointer;
  }

  filledWith(bytes: Uint8Array): number {
    const pointer = this.of(bytes.length);
    zstd.HEAPU8.set(bytes, pointer);
    return pointer;
  }
}

function allocated(pointer: number): number {
  if (pointer === 0) throw new Error('zstd has no memory left');
  return pointer;
}

function checked(size: number): number {
  // As an unsigned number; errors are the highest.
  if (zstd._ZSTD_isError(size) !== 0) throw new Error(`no whole zstd frame (code ${size})`);
  return size >>> 0;
}
