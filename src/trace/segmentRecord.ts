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
import { PHASES, pauseOf, type Cause, type PhaseTimes, type SyncPoint } from '../core/syncPoint';
import { CAUSE_CODES, OUTPUT_CODES, RecordType, SEGMENT_POINTS } from './format';
import { nanoseconds, readNanoseconds, readSigned, writeNanoseconds, writeSigned } from './fields';
import { readDirectory, writeDirectory, type TableSlice } from './pageTable';
import { readerOf, type Decoded, type RecordBody, type RecordKind } from './recordReader';

/** A SEG record, decoded. */
export interface Segment {
  readonly offset: number;
  readonly firstPoint: number;
  readonly points: readonly SyncPoint[];
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
  out.varint(segment.firstPoint);
  out.varint(points.length);
  const names = [...new Set(points.flatMap((point) => point.changedDevices))];
  const numbers = new Map(names.map((name, number) => [name, number]));
  out.varint(names.length);
  for (const name of names) out.string(name);
  pointOffsets.forEach((offset, i) => out.varint(i === 0 ? offset : offset - pointOffsets[i - 1]));
  let before = 0;
  for (const { epochStartUs } of points) {
    writeSigned(out, nanoseconds(epochStartUs) - before);
    before = nanoseconds(epochStartUs);
  }
  for (const { timeUs, epochStartUs } of points) {
    writeSigned(out, nanoseconds(timeUs) - nanoseconds(epochStartUs));
  }
  for (const { cause } of points) out.u8(CAUSE_CODES.code(cause));
  for (const { dirtyPages } of points) out.varint(dirtyPages);
  for (const { zeroPages } of points) out.varint(zeroPages);
  for (const { sentBytes } of points) out.varint(sentBytes);
  for (const phase of PHASES) {
    for (const { phasesUs } of points) writeNanoseconds(out, phasesUs[phase]);
  }
  for (const { outputs } of points) {
    out.varint(outputs.length);
    for (const { kind, bytes } of outputs) {
      out.u8(OUTPUT_CODES.code(kind));
      out.varint(bytes);
    }
  }
  for (const { changedDevices } of points) {
    out.varint(changedDevices.length);
    for (const name of changedDevices) out.varint(numbers.get(name) ?? 0);
  }
  writeDirectory(out, segment.slices, own);
}

/** Reads a SEG record. */
export function decodeSegment(body: RecordBody, file: string): Decoded<Segment> {
  const reader = readerOf(body, file);
  const firstPoint = reader.varint('first point');
  const count = reader.count('number of points', 16);
  if (count === 0 || count > SEGMENT_POINTS) {
    throw reader.unexpected(`1 to ${SEGMENT_POINTS} points`, `${count}`);
  }
  const names = Array.from({ length: reader.count('number of names', 1) }, () =>
    reader.string('name of a device'),
  );
  const column = <T>(read: () => T): T[] => Array.from({ length: count }, read);
  let offset = 0;
  const pointOffsets = Float64Array.from(
    column(() => (offset += reader.varint('distance of a POINT'))),
  );
  let epochStart = 0;
  const epochStarts = column(() => (epochStart += readSigned(reader, 'start of an epoch')));
  const times = column(() => readSigned(reader, 'time of a point'));
  const causes = column(() => readCause(reader));
  const dirtyPages = column(() => reader.varint('dirty pages'));
  const zeroPages = column(() => reader.varint('zero pages'));
  const sentBytes = column(() => reader.varint('sent bytes'));
  const [stop, collect, devices, copy, send, ack, resume] = PHASES.map((phase) =>
    column(() => readNanoseconds(reader, `time of phase ${phase}`)),
  );
  const outputs = column(() => readOutputs(reader));
  const changed = column(() =>
    Array.from({ length: reader.count('number of changed devices', 1) }, () => {
      const number = reader.varint('changed device');
      const name = names.at(number);
      if (name === undefined) throw reader.unexpected(`${names.length} names`, `name ${number}`);
      return name;
    }),
  );
  const slices = readDirectory(reader, body.offset);
  reader.end();
  const points = column(() => undefined).map((_, i): SyncPoint => {
    const phasesUs: PhaseTimes = {
      stop: stop[i],
      collect: collect[i],
      devices: devices[i],
      copy: copy[i],
      send: send[i],
      ack: ack[i],
      resume: resume[i],
    };
    return {
      point: firstPoint + i,
      epochStartUs: epochStarts[i] / 1000,
      timeUs: (epochStarts[i] + times[i]) / 1000,
      cause: causes[i],
      outputs: outputs[i],
      dirtyPages: dirtyPages[i],
      zeroPages: zeroPages[i],
      sentBytes: sentBytes[i],
      phasesUs,
      pauseUs: pauseOf(phasesUs),
      changedDevices: changed[i],
    };
  });
  return {
    value: { offset: body.offset, firstPoint, points, pointOffsets, slices },
    bytes: 600 * count + 80 * slices.length,
  };
}

function readCause(reader: ByteReader): Cause {
  const cause = CAUSE_CODES.name(reader.u8('cause'));
  if (cause === undefined) throw reader.unexpected('a known cause', 'another number');
  return cause;
}

function readOutputs(reader: ByteReader): SyncPoint['outputs'] {
  return Array.from({ length: reader.count('number of outputs', 2) }, () => {
    const kind = OUTPUT_CODES.name(reader.u8('kind of output'));
    if (kind === undefined) throw reader.unexpected('a known kind of output', 'another number');
    return { kind, bytes: reader.varint('bytes of an output') };
  });
}

/** SEG records, for a RecordReader. */
export const SEG: RecordKind<Segment> = {
  types: [RecordType.SEG],
  decode: decodeSegment,
};
