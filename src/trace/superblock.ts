/**
 *   0     8   magic `KMRSUPER`
 *   8     8   generation: the valid slot with the higher one counts
 *   16    8   committed length: everything below is whole
 *   24    8   sync points below the committed length
 *   32    8   offset of the last POINT record, 0 if there is none
 *   40    8   offset of the last DIR record, 0 if there is none
 *   48    1   1 if the trace was closed
 *   49        zeros
 *   4092  4   CRC-32 of bytes 0..4091
 *
 * The two slots are written in turn, so one is always whole. They save a search; what they say can
 * also be found from the records alone.
 */
import type { Crc32 } from '../core/ports';
import { SUPERBLOCK_BYTES } from './format';

const MAGIC = Uint8Array.from('KMRSUPER', (c) => c.charCodeAt(0));
const CRC_AT = SUPERBLOCK_BYTES - 4;

/** Where the trace stood when a slot was written. */
export interface Superblock {
  readonly generation: number;
  readonly committedLength: number;
  readonly pointCount: number;
  readonly lastPointOffset: number;
  readonly dirOffset: number;
  readonly closed: boolean;
}

/** A slot's 4096 bytes. */
export function encodeSuperblock(superblock: Superblock, crc32: Crc32): Uint8Array {
  const bytes = new Uint8Array(SUPERBLOCK_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setBigUint64(8, BigInt(superblock.generation), true);
  view.setBigUint64(16, BigInt(superblock.committedLength), true);
  view.setBigUint64(24, BigInt(superblock.pointCount), true);
  view.setBigUint64(32, BigInt(superblock.lastPointOffset), true);
  view.setBigUint64(40, BigInt(superblock.dirOffset), true);
  view.setUint8(48, superblock.closed ? 1 : 0);
  view.setUint32(CRC_AT, crc32(bytes.subarray(0, CRC_AT)), true);
  return bytes;
}

/** Reads a slot; undefined if it was never written or is damaged. */
export function decodeSuperblock(bytes: Uint8Array, crc32: Crc32): Superblock | undefined {
  if (bytes.length < SUPERBLOCK_BYTES) return undefined;
  if (!MAGIC.every((byte, at) => bytes[at] === byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (view.getUint32(CRC_AT, true) !== crc32(bytes.subarray(0, CRC_AT))) return undefined;
  const [generation, committedLength, pointCount, lastPointOffset, dirOffset] = [
    8, 16, 24, 32, 40,
  ].map((at) => Number(view.getBigUint64(at, true)));
  // Both records are among what is whole.
  if (lastPointOffset >= committedLength || dirOffset >= committedLength) return undefined;
  return {
    generation,
    committedLength,
    pointCount,
    lastPointOffset,
    dirOffset,
    closed: view.getUint8(48) === 1,
  };
}
