import * as zlib from 'node:zlib';
import type { Compressor } from '../core/ports';
import { checkFrame } from '../trace/zstdFrame';
import { loadZstdWasm } from '../trace/zstdWasm';

const LEVEL = 1;

/** The part of node:zlib that Node has from 22.15 on. */
interface NativeZstd {
  zstdCompressSync(bytes: Uint8Array, options: object): Buffer;
  zstdDecompressSync(bytes: Uint8Array, options: object): Buffer;
}

function hasZstd(module: object): module is NativeZstd {
  return 'zstdCompressSync' in module && 'zstdDecompressSync' in module;
}

/** The same bytes as no Buffer, whose slice() would not copy. */
function plain(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Zstandard by the runtime, where it has it. */
export function nativeZstd(): Compressor | undefined {
  if (!hasZstd(zlib)) return undefined;
  const native: NativeZstd = zlib;
  // ZSTD_c_compressionLevel, as constants.ZSTD_c_compressionLevel has it.
  const params = { 100: LEVEL };
  return {
    compress: (bytes) => plain(native.zstdCompressSync(bytes, { params })),
    decompress(bytes, rawLength) {
      checkFrame(bytes, rawLength);
      const raw = native.zstdDecompressSync(bytes, { maxOutputLength: Math.max(rawLength, 1) });
      if (raw.length !== rawLength) throw new Error(`${raw.length} bytes`);
      return plain(raw);
    },
  };
}

/** The fastest compressor of this runtime. */
export async function loadCompressor(): Promise<Compressor> {
  return nativeZstd() ?? (await loadZstdWasm());
}
