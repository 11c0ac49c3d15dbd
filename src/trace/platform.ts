import type { Compressor, Crc32 } from '../core/ports';

/** What reading and writing a trace needs of the platform. */
export interface TracePlatform {
  /** Zstandard, level 1 when writing; frames carry their content size. */
  readonly compressor: Compressor;
  readonly crc32: Crc32;
}
