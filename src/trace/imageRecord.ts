/**
 * IMAGE payload: varint blocks, then for each, in the order of the guest's pages: 0 if its pages are
 * all zero, else varint distance of its BASE record from the BASE record before (the first: offset).
 */
import type { ByteWriter } from '../core/byteWriter';
import { RecordType } from './format';
import { readerOf, type Decoded, type RecordBody, type RecordKind } from './recordReader';

/** Writes an IMAGE's payload. @param offsets of the BASE records, 0 for a block of zeros. */
export function encodeImage(offsets: Float64Array, out: ByteWriter): void {
  out.varint(offsets.length);
  let before = 0;
  for (const offset of offsets) {
    out.varint(offset === 0 ? 0 : offset - before);
    if (offset !== 0) before = offset;
  }
}

/** Reads an IMAGE record: the offsets of its BASE records, 0 for a block of zeros. */
export function decodeImage(body: RecordBody, file: string): Decoded<Float64Array> {
  const reader = readerOf(body, file);
  const offsets = new Float64Array(reader.count('number of blocks', 1));
  let before = 0;
  for (let i = 0; i < offsets.length; i++) {
    const gap = reader.varint('distance between BASE records');
    if (gap === 0) continue;
    before += gap;
    if (before >= body.offset)
      throw reader.unexpected(`an offset below ${body.offset}`, `${before}`);
    offsets[i] = before;
  }
  reader.end();
  return { value: offsets, bytes: 100 + offsets.byteLength };
}

/** IMAGE records, for a RecordReader. */
export const IMAGE: RecordKind<Float64Array> = {
  types: [RecordType.IMAGE],
  decode: decodeImage,
};
