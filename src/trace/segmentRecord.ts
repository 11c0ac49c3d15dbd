/**
 * SEG payload:
 *
 *   varint first point, varint points
 *   varint names; each: string           devices that changed somewhere in the segment
 *   columns, one value a point in each:
 *     varint distance of the POINT from the POINT before (the first: its offset)
 *     signed epoch start, less the epoch start before        nanoseconds
 *     signed time, less the epoch start                      nanoseconds
 *     u8 cause
 *     varint dirty pages · varint zero pages · varint sent bytes
 *     seven columns of varint nanoseconds, one for each phase
 *     varint outputs, each behind it: u8 kind, varint bytes
 *     varint changed devices, each behind it: varint number of its name
 *   directory of PIX records
 *
 * signed: 0, -1, 1, -2, ... are stored as varint 0, 1, 2, 3, ...
 */
import type { ByteReader } from '../core/byteReader';
import type { ByteWriter } from '../core/byteWriter';
import { CAUSES, OUTPUT_KINDS, PHASES } from '../core/syncPoint';
import { nanoseconds, readSigned, writeNanoseconds, writeSigned } from './fields';
import { CAUSE_CODES, OUTPUT_CODES, RecordType, SEGMENT_POINTS } from './format';
import { readDirectory, writeDirectory, type TableSlice } from './pageTable';
import { PointColumns, type DeviceLists, type OutputLists } from './pointColumns';
import { readerOf, type Decoded, type RecordBody, type RecordKind } from './recordReader';

/** A SEG record, decoded. */
export interface Segment {
  readonly offset: number;
  readonly points: PointColumns;
  /** Offsets of the POINT records, one for each point. */
  readonly pointOffsets: Float64Array;
  readonly slices: readonly TableSlice[];
}

/** Writes a SEG's payload. @param own where the record will stand. */
export function encodeSegment(
  segment: Omit<Segment, 'offset'>,
  own: number,
  out: ByteWriter,
): void {
  const { points, pointOffsets } = segment;
  const { columns } = points;
  out.varint(points.firstPoint);
  out.varint(points.length);
  const { outputs, changed } = columns;
  out.varint(changed.names.length);
  for (const name of changed.names) out.string(name);
  pointOffsets.forEach((offset, i) => out.varint(i === 0 ? offset : offset - pointOffsets[i - 1]));
  let before = 0;
  for (const epochStartUs of columns.epochStartUs) {
    writeSigned(out, nanoseconds(epochStartUs) - before);
    before = nanoseconds(epochStartUs);
  }
  columns.timeUs.forEach((timeUs, i) => {
    writeSigned(out, nanoseconds(timeUs) - nanoseconds(columns.epochStartUs[i]));
  });
  for (const cause of columns.causes) out.u8(CAUSE_CODES.code(CAUSES[cause]));
  for (const pages of columns.dirtyPages) out.varint(pages);
  for (const pages of columns.zeroPages) out.varint(pages);
  for (const bytes of columns.sentBytes) out.varint(bytes);
  for (let phase = 0; phase < PHASES.length; phase++) {
    for (let i = 0; i < points.length; i++) {
      writeNanoseconds(out, columns.phasesUs[i * PHASES.length + phase]);
    }
  }
  for (let i = 0; i < points.length; i++) {
    out.varint(outputs.from[i + 1] - outputs.from[i]);
    for (let k = outputs.from[i]; k < outputs.from[i + 1]; k++) {
      out.u8(OUTPUT_CODES.code(OUTPUT_KINDS[outputs.kinds[k]]));
      out.varint(outputs.bytes[k]);
    }
  }
  for (let i = 0; i < points.length; i++) {
    out.varint(changed.from[i + 1] - changed.from[i]);
    for (let k = changed.from[i]; k < changed.from[i + 1]; k++) out.varint(changed.devices[k]);
  }
  writeDirectory(out, segment.slices, own);
}

/** Reads a SEG record. */
export function decodeSegment(body: RecordBody, file: string): Decoded<Segment> {
  const reader = readerOf(body, file);
  const { firstPoint, pointOffsets, names } = readPlaces(reader);
  const count = pointOffsets.length;
  const epochStartUs = new Float64Array(count);
  const timeUs = new Float64Array(count);
  let epochStart = 0;
  for (let i = 0; i < count; i++) {
    epochStart += readSigned(reader, 'start of an epoch');
    // Nanoseconds, until the time is known.
    epochStartUs[i] = epochStart;
  }
  for (let i = 0; i < count; i++) {
    timeUs[i] = (epochStartUs[i] + readSigned(reader, 'time of a point')) / 1000;
    epochStartUs[i] /= 1000;
  }
  const causes = new Uint8Array(count);
  for (let i = 0; i < count; i++) causes[i] = readCause(reader);
  const dirtyPages = readPageCounts(reader, count, 'dirty pages');
  const zeroPages = readPageCounts(reader, count, 'zero pages');
  const sentBytes = new Float64Array(count);
  for (let i = 0; i < count; i++) sentBytes[i] = reader.varint('sent bytes');
  const phasesUs = new Float64Array(count * PHASES.length);
  for (let phase = 0; phase < PHASES.length; phase++) {
    for (let i = 0; i < count; i++) {
      phasesUs[i * PHASES.length + phase] = reader.varint('time of a phase') / 1000;
    }
  }
  const outputs = readOutputs(reader, count);
  const changed = readChanged(reader, count, names);
  const slices = readDirectory(reader, body.offset);
  reader.end();
  const points = new PointColumns(firstPoint, {
    ...{ epochStartUs, timeUs, causes, dirtyPages, zeroPages, sentBytes, phasesUs },
    ...{ outputs, changed },
  });
  return {
    value: { offset: body.offset, points, pointOffsets, slices },
    bytes: points.bytes + 8 * count + 80 * slices.length,
  };
}

/** Where the POINTs of a SEG are, which is enough to find one of them. */
export interface PointPlaces {
  readonly firstPoint: number;
  /** Offsets of the POINT records, one for each point. */
  readonly pointOffsets: Float64Array;
}

/** Reads a SEG record no further than to where its POINTs are. */
function decodePlaces(body: RecordBody, file: string): Decoded<PointPlaces> {
  const { firstPoint, pointOffsets } = readPlaces(readerOf(body, file));
  return { value: { firstPoint, pointOffsets }, bytes: 100 + pointOffsets.byteLength };
}

function readPlaces(reader: ByteReader): PointPlaces & { readonly names: readonly string[] } {
  const firstPoint = reader.varint('first point');
  const count = reader.count('number of points', 16);
  if (count === 0 || count > SEGMENT_POINTS) {
    throw reader.unexpected(`1 to ${SEGMENT_POINTS} points`, `${count}`);
  }
  const names = Array.from({ length: reader.count('number of names', 1) }, () =>
    reader.string('name of a device'),
  );
  const pointOffsets = new Float64Array(count);
  let offset = 0;
  for (let i = 0; i < count; i++) {
    pointOffsets[i] = offset += reader.varint('distance of a POINT');
  }
  return { firstPoint, pointOffsets, names };
}

function readCause(reader: ByteReader): number {
  const cause = CAUSE_CODES.name(reader.u8('cause'));
  if (cause === undefined) throw reader.unexpected('a known cause', 'another number');
  return CAUSES.indexOf(cause);
}

function readPageCounts(reader: ByteReader, count: number, what: string): Uint32Array {
  const column = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const pages = reader.varint(what);
    if (pages >= 2 ** 32) throw reader.unexpected(`${what} below 2^32`, `${pages}`);
    column[i] = pages;
  }
  return column;
}

function readOutputs(reader: ByteReader, count: number): OutputLists {
  const from = new Uint32Array(count + 1);
  let kinds = new Uint8Array(count);
  let bytes = new Float64Array(count);
  let end = 0;
  for (let i = 0; i < count; i++) {
    const outputs = reader.count('number of outputs', 2);
    if (end + outputs > kinds.length) {
      kinds = withRoom(kinds, end + outputs);
      bytes = withRoom(bytes, end + outputs);
    }
    for (let k = 0; k < outputs; k++) {
      const kind = OUTPUT_CODES.name(reader.u8('kind of output'));
      if (kind === undefined) throw reader.unexpected('a known kind of output', 'another number');
      kinds[end] = OUTPUT_KINDS.indexOf(kind);
      bytes[end++] = reader.varint('bytes of an output');
    }
    from[i + 1] = end;
  }
  return { from, kinds: kinds.slice(0, end), bytes: bytes.slice(0, end) };
}

function readChanged(reader: ByteReader, count: number, names: readonly string[]): DeviceLists {
  const from = new Uint32Array(count + 1);
  let devices = new Uint32Array(4 * count);
  let end = 0;
  for (let i = 0; i < count; i++) {
    const changed = reader.count('number of changed devices', 1);
    if (end + changed > devices.length) devices = withRoom(devices, end + changed);
    for (let k = 0; k < changed; k++) {
      const name = reader.varint('changed device');
      if (name >= names.length) {
        throw reader.unexpected(`${names.length} names`, `name ${name}`);
      }
      devices[end++] = name;
    }
    from[i + 1] = end;
  }
  return { from, devices: devices.slice(0, end), names };
}

/** The same values, with room for at least so many, and for more to come. */
function withRoom<T extends Uint8Array | Uint32Array | Float64Array>(values: T, needed: number): T {
  const size = Math.max(needed, 2 * values.length);
  const larger = new (values.constructor as new (length: number) => T)(size);
  larger.set(values);
  return larger;
}

/** SEG records, for a RecordReader, read only for where their POINTs are. */
export const SEG_PLACES: RecordKind<PointPlaces> = {
  types: [RecordType.SEG],
  readAhead: 16 << 10,
  decode: decodePlaces,
};

/** SEG records, for a RecordReader. */
export const SEG: RecordKind<Segment> = {
  types: [RecordType.SEG],
  readAhead: 16 << 10,
  decode: decodeSegment,
};

/** The same for whoever passes over many of them once: they are not kept. */
export const PASSING_SEG: RecordKind<Segment> = {
  ...SEG,
  decode: (body, file) => ({ ...decodeSegment(body, file), bytes: Infinity }),
};
