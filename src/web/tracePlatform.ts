import type { TracePlatform } from '../trace/platform';
import { loadZstdWasm } from '../trace/zstdWasm';
import { crc32 } from './crc32';

/** What traces need of a browser's page or worker, none of which can unpack zstd at once. */
export async function loadTracePlatform(): Promise<TracePlatform> {
  return { compressor: await loadZstdWasm(), crc32 };
}
