import { crc32 as zlibCrc32 } from 'node:zlib';
import type { Crc32 } from '../core/ports';

/** CRC-32, by zlib. */
export const crc32: Crc32 = (bytes, seed = 0) => zlibCrc32(bytes, seed);
