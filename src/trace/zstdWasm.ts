// The package's own entries fetch the module from a path or URL, which a bundle does not have; its
// inner modules take the bytes.
import { Module, waitInitialized } from '../../node_modules/@bokuweb/zstd-wasm/dist/web/module.js';
import { compress } from '../../node_modules/@bokuweb/zstd-wasm/dist/web/simple/compress.js';
import { decompress } from '../../node_modules/@bokuweb/zstd-wasm/dist/web/simple/decompress.js';
import wasm from '../../node_modules/@bokuweb/zstd-wasm/dist/web/zstd.wasm';
import type { Compressor } from '../core/ports';
import { checkFrame } from './zstdFrame';

const LEVEL = 1;

let started: Promise<void> | undefined;

/** Zstandard in WebAssembly: everywhere, at a third of the native speed. */
export async function loadZstdWasm(): Promise<Compressor> {
  if (started === undefined) {
    (Module as { init(bytes: Uint8Array): void }).init(wasm);
    started = waitInitialized();
  }
  await started;
  return {
    compress: (bytes) => compress(bytes, LEVEL),
    decompress(bytes, rawLength) {
      checkFrame(bytes, rawLength);
      const raw = decompress(bytes);
      if (raw.length !== rawLength) throw new Error(`${raw.length} bytes`);
      return raw;
    },
  };
}
