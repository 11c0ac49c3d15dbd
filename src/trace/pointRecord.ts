/**
 * POINT payload; a distance is the record's own offset less the other's, and 0 if there is no other:
 *
 *   varint point, distances to: previous POINT, last DIR, DEV, SCHEMA, IMAGE
 *   varint epoch start, varint time           nanoseconds
 *   u8 cause, varint sent bytes, 7 x varint nanoseconds, one for each phase
 *   varint outputs; each: u8 kind, varint bytes, varint disk offset + 1 (0: none)
 *   varint OUT records; each: distance
 *   varint changed devices; each: varint gap from the one before (the first: its number)
 *   varint BLOCK records; each: distance, varint (pages it holds * 2 + 1 if they are deltas)
 *   varint pages, varint zero pages
 *   pages, each: varint ((GFN - GFN before - 1) * 4 + kind); the first: GFN * 4 + kind
 *     SAME:  varint offset of the record that holds the bytes, varint (position * 2 + 1 if a delta)
 *     DELTA: varint bytes of its delta in the block
 *
 * Full pages and deltas lie in the blocks in the order of their GFNs, without gaps.
 */
import type { ByteReader } from '../core/byteReader';
import type { ByteWriter } from '../core/byteWriter';
import { PAGE_SIZE } from '../core/gfn';
import { type Cause, type Output, type OutputKind, type PhaseTimes } from '../core/syncPoint';
import { damaged } from './damage';
import {
  CAUSE_CODES,
  MAX_BLOCK_BYTES,
  MAX_OUT_BYTES,
  MAX_OUTPUTS,
  MAX_POINT_OUTPUT_BYTES,
  OUTPUT_CODES,
  PageKind,
  RecordType,
} from './format';
import {
  readDistance,
  readGaps,
  readNanoseconds,
  readPhases,
  writeGaps,
  writeNanoseconds,
  writePhases,
} from './fields';
import type { PageRef } from './pageRef';
import {
  readerOf,
  type Decoded,
  type RecordBody,
  type RecordKind,
  type RecordReader,
} from './recordReader';

/** An output as a POINT lists it; its bytes are in the OUT records. */
export interface OutputEntry {
  readonly kind: OutputKind;
  readonly bytes: number;
  readonly diskOffset: number | undefined;
}

/** What SEG and POINT both keep of a sync point. */
export interface PointFacts {
  readonly point: number;
  readonly epochStartUs: number;
  readonly timeUs: number;
  readonly cause: Cause;
  readonly sentBytes: number;
  readonly phasesUs: PhaseTimes;
  readonly dirtyPages: number;
  readonly zeroPages: number;
}

/** The pages of a point, in columns. */
export interface PointPages {
  /** Ascending. */
  readonly gfns: Uint32Array;
  /** A {@link PageKind} for each. */
  readonly kinds: Uint8Array;
  /** Where the bytes are, for each that is not ZERO: record offset, and {@link PageRef.place}. */
  readonly offsets: Float64Array;
  readonly places: Uint32Array;
}

/** A POINT record, decoded. Offsets are the file's; 0 stands for none. */
export interface PointRecord extends PointFacts {
  readonly offset: number;
  readonly previousOffset: number;
  readonly dirOffset: number;
  readonly devOffset: number;
  readonly schemaOffset: number;
  readonly imageOffset: number;
  readonly outputs: readonly OutputEntry[];
  readonly outOffsets: readonly number[];
  /** Numbers of devices in the SCHEMA's order. */
  readonly changedDevices: readonly number[];
  readonly pages: PointPages;
}

/** A BLOCK of a point that is being written. */
export interface BlockEntry {
  readonly offset: number;
  readonly pages: number;
  readonly deltas: boolean;
}

/** A page of a point that is being written. */
export type PageEntry =
  | { readonly gfn: number; readonly kind: typeof PageKind.ZERO | typeof PageKind.FULL }
  | { readonly gfn: number; readonly kind: typeof PageKind.DELTA; readonly bytes: number }
  | { readonly gfn: number; readonly kind: typeof PageKind.SAME; readonly ref: PageRef };

/** What {@link encodePoint} writes. */
export interface NewPoint extends PointFacts {
  readonly previousOffset: number;
  readonly dirOffset: number;
  readonly devOffset: number;
  readonly schemaOffset: number;
  readonly imageOffset: number;
  readonly outputs: readonly Output[];
  readonly outOffsets: readonly number[];
  readonly changedDevices: readonly number[];
  readonly blocks: readonly BlockEntry[];
  readonly pages: readonly PageEntry[];
}

/** Writes a POINT's payload. @param offset where the record will stand. */
export function encodePoint(point: NewPoint, offset: number, out: ByteWriter): void {
  const distance = (other: number): void => out.varint(other === 0 ? 0 : offset - other);
  out.varint(point.point);
  distance(point.previousOffset);
  distance(point.dirOffset);
  distance(point.devOffset);
  distance(point.schemaOffset);
  distance(point.imageOffset);
  writeNanoseconds(out, point.epochStartUs);
  writeNanoseconds(out, point.timeUs);
  out.u8(CAUSE_CODES.code(point.cause));
  out.varint(point.sentBytes);
  writePhases(out, point.phasesUs);
  out.varint(point.outputs.length);
  for (const { kind, data, diskOffset } of point.outputs) {
    out.u8(OUTPUT_CODES.code(kind));
    out.varint(data.length);
    out.varint(diskOffset === undefined ? 0 : diskOffset + 1);
  }
  out.varint(point.outOffsets.length);
  for (const each of point.outOffsets) distance(each);
  writeGaps(out, point.changedDevices);
  out.varint(point.blocks.length);
  for (const block of point.blocks) {
    distance(block.offset);
    out.varint(block.pages * 2 + (block.deltas ? 1 : 0));
  }
  out.varint(point.pages.length);
  out.varint(point.zeroPages);
  let next = 0;
  for (const page of point.pages) {
    out.varint((page.gfn - next) * 4 + page.kind);
    next = page.gfn + 1;
    if (page.kind === PageKind.DELTA) out.varint(page.bytes);
    if (page.kind === PageKind.SAME) {
      out.varint(page.ref.offset);
      out.varint(page.ref.place);
    }
  }
}

/** Reads a POINT record. @param guestPages pages that the guest has. */
export function decodePoint(
  body: RecordBody,
  file: string,
  guestPages: number,
): Decoded<PointRecord> {
  const { offset } = body;
  const reader = readerOf(body, file);
  const point = reader.varint('number of the sync point');
  const previousOffset = readDistance(reader, offset, 'distance to the POINT before');
  const dirOffset = readDistance(reader, offset, 'distance to the DIR record');
  const devOffset = readDistance(reader, offset, 'distance to the DEV record');
  const schemaOffset = readDistance(reader, offset, 'distance to the SCHEMA record');
  const imageOffset = readDistance(reader, offset, 'distance to the IMAGE record');
  const epochStartUs = readNanoseconds(reader, 'start of the epoch');
  const timeUs = readNanoseconds(reader, 'time of the sync point');
  const cause = CAUSE_CODES.name(reader.u8('cause'));
  if (cause === undefined) throw reader.unexpected('a known cause', 'another number');
  const sentBytes = reader.varint('sent bytes');
  const phasesUs = readPhases(reader);
  const outputs = readOutputs(reader);
  const outOffsets = readOutOffsets(reader, offset, outputs);
  const changedDevices = readGaps(reader, 'number of changed devices');
  const { pages, zeroPages } = readPages(reader, offset, guestPages);
  reader.end();
  const value = {
    offset,
    point,
    previousOffset,
    dirOffset,
    devOffset,
    schemaOffset,
    imageOffset,
    epochStartUs,
    timeUs,
    cause,
    sentBytes,
    phasesUs,
    dirtyPages: pages.gfns.length,
    zeroPages,
    outputs,
    outOffsets,
    changedDevices,
    pages,
  };
  return { value, bytes: bytesOfPoint(value) };
}

/** About how many bytes a decoded POINT takes. */
export function bytesOfPoint(point: PointRecord): number {
  const { dirtyPages, outputs, outOffsets, changedDevices } = point;
  return (
    600 + 17 * dirtyPages + 60 * (outputs.length + outOffsets.length) + 8 * changedDevices.length
  );
}

function readOutputs(reader: ByteReader): OutputEntry[] {
  const count = reader.count('number of outputs', 3);
  if (count > MAX_OUTPUTS) throw reader.unexpected(`at most ${MAX_OUTPUTS} outputs`, `${count}`);
  return Array.from({ length: count }, () => {
    const kind = OUTPUT_CODES.name(reader.u8('kind of output'));
    if (kind === undefined) throw reader.unexpected('a known kind of output', 'another number');
    const bytes = reader.varint('bytes of the output');
    const disk = reader.varint('disk offset');
    return { kind, bytes, diskOffset: disk === 0 ? undefined : disk - 1 };
  });
}

/** As many OUT records as the outputs' bytes fill, each behind the one before. */
function readOutOffsets(
  reader: ByteReader,
  own: number,
  outputs: readonly OutputEntry[],
): number[] {
  const stated = outputs.reduce((sum, { bytes }) => sum + bytes, 0);
  if (stated > MAX_POINT_OUTPUT_BYTES) {
    throw reader.unexpected(`at most ${MAX_POINT_OUTPUT_BYTES} bytes of outputs`, `${stated}`);
  }
  const count = reader.varint('number of OUT records');
  const expected = Math.ceil(stated / MAX_OUT_BYTES);
  if (count !== expected) {
    throw reader.unexpected(`${expected} OUT records for ${stated} bytes`, `${count}`);
  }
  let before = 0;
  return Array.from({ length: count }, () => {
    const offset = readDistance(reader, own, 'distance to an OUT record');
    if (offset <= before) throw reader.unexpected('OUT records in their order', `${offset}`);
    before = offset;
    return offset;
  });
}

/** Hands out places in a point's blocks of one class, in the order in which pages were put there. */
class BlockCursor {
  readonly #blocks: { readonly offset: number; pages: number }[] = [];
  #block = 0;
  #position = 0;

  add(offset: number, pages: number): void {
    this.#blocks.push({ offset, pages });
  }

  /** The record offset and position of the next page, which takes `bytes` in its block. */
  take(bytes: number, reader: ByteReader): { offset: number; position: number } {
    while (this.#blocks[this.#block]?.pages === 0) {
      this.#block++;
      this.#position = 0;
    }
    const block = this.#blocks.at(this.#block);
    if (block === undefined) throw reader.unexpected('a block for every page', 'too few blocks');
    const position = this.#position;
    if (position + bytes > MAX_BLOCK_BYTES) {
      throw reader.unexpected(`a place below ${MAX_BLOCK_BYTES} in a block`, `${position + bytes}`);
    }
    this.#position += bytes;
    block.pages--;
    return { offset: block.offset, position };
  }
}

function readPages(
  reader: ByteReader,
  own: number,
  guestPages: number,
): { pages: PointPages; zeroPages: number } {
  const full = new BlockCursor();
  const deltas = new BlockCursor();
  const blocks = reader.count('number of BLOCK records', 2);
  for (let i = 0; i < blocks; i++) {
    const offset = readDistance(reader, own, 'distance to a BLOCK record');
    const pages = reader.varint('pages in a block');
    (pages % 2 === 1 ? deltas : full).add(offset, Math.floor(pages / 2));
  }
  const count = reader.count('number of pages', 1);
  if (count > guestPages) {
    throw reader.unexpected(`at most the guest's ${guestPages} pages`, `${count}`);
  }
  const statedZeroPages = reader.varint('number of zero pages');
  const gfns = new Uint32Array(count);
  const kinds = new Uint8Array(count);
  const offsets = new Float64Array(count);
  const places = new Uint32Array(count);
  let next = 0;
  let zeroPages = 0;
  for (let i = 0; i < count; i++) {
    const head = reader.varint('page');
    const gfn = next + Math.floor(head / 4);
    if (gfn >= 2 ** 32) throw reader.unexpected('a GFN below 2^32', `${gfn}`);
    next = gfn + 1;
    gfns[i] = gfn;
    const kind = head % 4;
    kinds[i] = kind;
    if (kind === PageKind.ZERO) zeroPages++;
    else if (kind === PageKind.SAME) {
      offsets[i] = reader.varint('offset of the record with the same page');
      const place = reader.varint('place of the same page');
      if (place >= 2 * MAX_BLOCK_BYTES) throw reader.unexpected('a place in a block', `${place}`);
      places[i] = place;
    } else {
      const isDelta = kind === PageKind.DELTA;
      const bytes = isDelta ? reader.varint('bytes of a delta') : PAGE_SIZE;
      const { offset, position } = (isDelta ? deltas : full).take(bytes, reader);
      offsets[i] = offset;
      places[i] = position * 2 + (isDelta ? 1 : 0);
    }
  }
  if (zeroPages !== statedZeroPages) {
    throw reader.unexpected(`${statedZeroPages} zero pages`, `${zeroPages}`);
  }
  return { pages: { gfns, kinds, offsets, places }, zeroPages };
}

/** POINT records, for a RecordReader; needs the number of pages that the guest has. */
export const POINT: RecordKind<PointRecord, [guestPages: number]> = {
  types: [RecordType.POINT],
  decode: decodePoint,
};

/**
 * Reads the POINT record of a sync point.
 * @throws KemariError of kind `input` if it is damaged, or another point's.
 */
export async function readPoint(
  records: RecordReader,
  offset: number,
  point: number,
): Promise<PointRecord> {
  const record = await records.read(offset, POINT, records.guestPages);
  if (record.point === point) return record;
  const expected = `sync point ${point}`;
  throw damaged(records.file, offset, 'POINT record', expected, `${record.point}`);
}
