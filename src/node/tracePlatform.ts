import type { TracePlatform } from '../trace/platform';
import { loadCompressor } from './compression';
import { crc32 } from './crc32';

/** What traces need of Node. */
export async function loadTracePlatform(): Promise<TracePlatform> {
  return { compressor: await loadCompressor(), crc32 };
}
