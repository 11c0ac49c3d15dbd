import type { Crc32 } from '../core/ports';
import { RecordType } from './format';
import { RECORD_HEADER_BYTES, writeRecordHeader } from './recordHeader';

/** Most bytes of one FILLER, so that many of them never lie in memory together. */
const PIECE_BYTES = 1 << 20;

/**
 * FILLER records that together are as long as what they take the place of.
 * @param bytes at least {@link RECORD_HEADER_BYTES}.
 */
export function* fillerRecords(offset: number, bytes: number, crc32: Crc32): Generator<Uint8Array> {
  let at = offset;
  let rest = bytes;
  while (rest > 0) {
    // What is left must have room for a header.
    const whole = rest <= PIECE_BYTES ? rest : Math.min(PIECE_BYTES, rest - RECORD_HEADER_BYTES);
    const record = new Uint8Array(whole);
    const payload = record.subarray(RECORD_HEADER_BYTES);
    const header = {
      type: RecordType.FILLER,
      offset: at,
      packed: false,
      required: false,
      storedLength: payload.length,
      rawLength: payload.length,
      payloadCrc: crc32(payload),
    };
    writeRecordHeader(header, record, 0, crc32);
    yield record;
    at += whole;
    rest -= whole;
  }
}
