/**
 *   0   4  magic `KREC`
 *   4   1  type
 *   5   1  flags: 1 = payload is a zstd frame, 2 = a reader that does not know the type must refuse
 *   6   2  zero
 *   8   4  stored length: bytes of payload that follow
 *   12  4  raw length: bytes of payload once unpacked; equal to stored length if not packed
 *   16  8  offset of this record in the file
 *   24  4  CRC-32 of the stored payload
 *   28  4  CRC-32 of bytes 0..27
 *
 * The record's own offset keeps bytes of another trace, lying in some guest's memory, from being
 * taken for records of this one.
 */
import type { Crc32 } from '../core/ports';
import { isKnownRecord, maxRawBytes, MAX_RECORD_BYTES, recordName } from './format';

export const RECORD_HEADER_BYTES = 32;
/** `KREC`, as a little-endian number. */
const RECORD_MAGIC = 0x4345524b;
const FLAG_PACKED = 1;
const FLAG_REQUIRED = 2;

/** A record's header, checked. */
export interface RecordHeader {
  readonly type: number;
  readonly offset: number;
  readonly packed: boolean;
  /** Whether a reader that does not know the type must refuse the file. */
  readonly required: boolean;
  readonly storedLength: number;
  readonly rawLength: number;
  readonly payloadCrc: number;
}

/** Writes a header to `into` at `at`. */
export function writeRecordHeader(
  header: RecordHeader,
  into: Uint8Array,
  at: number,
  crc32: Crc32,
): void {
  const view = new DataView(into.buffer, into.byteOffset + at, RECORD_HEADER_BYTES);
  view.setUint32(0, RECORD_MAGIC, true);
  view.setUint8(4, header.type);
  view.setUint8(5, (header.packed ? FLAG_PACKED : 0) | (header.required ? FLAG_REQUIRED : 0));
  view.setUint16(6, 0, true);
  view.setUint32(8, header.storedLength, true);
  view.setUint32(12, header.rawLength, true);
  view.setUint32(16, header.offset % 2 ** 32, true);
  view.setUint32(20, Math.floor(header.offset / 2 ** 32), true);
  view.setUint32(24, header.payloadCrc, true);
  view.setUint32(28, crc32(into.subarray(at, at + 28)), true);
}

/** What was expected of a record's header, and found instead. */
export interface HeaderDefect {
  readonly expected: string;
  readonly found: string;
}

/**
 * Reads the header at `at`; the bytes must reach to its end.
 * @param offset where in the file the header was read.
 */
export function readRecordHeader(
  bytes: Uint8Array,
  at: number,
  offset: number,
  crc32: Crc32,
): RecordHeader | HeaderDefect {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, RECORD_HEADER_BYTES);
  if (view.getUint32(0, true) !== RECORD_MAGIC) {
    return { expected: 'a record header', found: 'other bytes' };
  }
  if (view.getUint32(28, true) !== crc32(bytes.subarray(at, at + 28))) {
    return { expected: 'a record header with a matching checksum', found: 'another checksum' };
  }
  const type = view.getUint8(4);
  const flags = view.getUint8(5);
  const storedLength = view.getUint32(8, true);
  const rawLength = view.getUint32(12, true);
  const ownOffset = view.getUint32(20, true) * 2 ** 32 + view.getUint32(16, true);
  if (ownOffset !== offset) {
    return { expected: `a record written for offset ${offset}`, found: `one for ${ownOffset}` };
  }
  const packed = (flags & FLAG_PACKED) !== 0;
  if (storedLength > MAX_RECORD_BYTES) {
    return { expected: `at most ${MAX_RECORD_BYTES} bytes`, found: `${storedLength}` };
  }
  if (isKnownRecord(type)) {
    const limit = maxRawBytes(type);
    if (rawLength > limit) {
      return { expected: `a ${recordName(type)} of at most ${limit} bytes`, found: `${rawLength}` };
    }
    if (!packed && storedLength !== rawLength) {
      return { expected: `${storedLength} raw bytes, as stored`, found: `${rawLength}` };
    }
  }
  return {
    type,
    offset,
    packed,
    required: (flags & FLAG_REQUIRED) !== 0,
    storedLength,
    rawLength,
    payloadCrc: view.getUint32(24, true),
  };
}

/** Tells a defect from a header. */
export function isDefect(result: RecordHeader | HeaderDefect): result is HeaderDefect {
  return 'expected' in result;
}

/** The offset right behind the record. */
export function endOf(header: RecordHeader): number {
  return header.offset + RECORD_HEADER_BYTES + header.storedLength;
}
