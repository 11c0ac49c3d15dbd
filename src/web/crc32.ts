import type { Crc32 } from '../core/ports';

/** Bytes that are taken at once. */
const SLICE = 8;

/**
 * Entry 256 * n + byte: what a byte adds to the CRC with n bytes behind it. Slicing by eight, after
 * Kounavis and Berry, "A Systematic Approach to Building High Performance Software-based CRC
 * Generators", 2005.
 */
const TABLE = makeTable();

function makeTable(): Int32Array {
  const table = new Int32Array(256 * SLICE);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    table[byte] = crc;
  }
  for (let i = 256; i < table.length; i++) {
    const before = table[i - 256];
    table[i] = (before >>> 8) ^ table[before & 0xff];
  }
  return table;
}

/** CRC-32, for runtimes that have none. */
export const crc32: Crc32 = (bytes, seed = 0) => {
  let crc = ~seed;
  let at = 0;
  for (const end = bytes.length - SLICE; at <= end; at += SLICE) {
    crc ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    crc =
      TABLE[1792 + (crc & 0xff)] ^
      TABLE[1536 + ((crc >>> 8) & 0xff)] ^
      TABLE[1280 + ((crc >>> 16) & 0xff)] ^
      TABLE[1024 + (crc >>> 24)] ^
      TABLE[768 + bytes[at + 4]] ^
      TABLE[512 + bytes[at + 5]] ^
      TABLE[256 + bytes[at + 6]] ^
      TABLE[bytes[at + 7]];
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[at]) & 0xff];
  return ~crc >>> 0;
};
