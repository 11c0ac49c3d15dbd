/**
 * SCHEMA payload: varint devices; each: string name, varint fields, a string for each field.
 *
 * DEV payload: varint distance to the DEV that this one changes (0: it stands alone), varint distance
 * to the SCHEMA; then
 *   standing alone: every leaf of every device, in the schema's order
 *   changing another: until the end, for each changed leaf: varint gap from the leaf before (the
 *   first: its number), and the leaf. Leaves are numbered through all devices. Same SCHEMA as there.
 */
import { ByteReader } from '../core/byteReader';
import type { ByteWriter } from '../core/byteWriter';
import { sameLeaf, type DeviceSchema, type DeviceState, type LeafValue } from '../core/deviceState';
import { readDistance } from './fields';
import { RecordType } from './format';
import { readLeaf, writeLeaf } from './leafValue';
import { readerOf, type Decoded, type RecordBody, type RecordKind } from './recordReader';

/** Writes a SCHEMA's payload. */
export function encodeSchemas(schemas: readonly DeviceSchema[], out: ByteWriter): void {
  out.varint(schemas.length);
  for (const { device, fields } of schemas) {
    out.string(device);
    out.varint(fields.length);
    for (const field of fields) out.string(field);
  }
}

/** Reads a SCHEMA record. */
export function decodeSchemas(body: RecordBody, file: string): Decoded<readonly DeviceSchema[]> {
  const reader = readerOf(body, file);
  const schemas = Array.from({ length: reader.count('number of devices', 2) }, () => {
    const device = reader.string('name of a device');
    const fields = Array.from({ length: reader.count('number of fields', 1) }, () =>
      reader.string('name of a field'),
    );
    return { device, fields };
  });
  reader.end();
  const fields = schemas.reduce((sum, schema) => sum + schema.fields.length, 0);
  return { value: schemas, bytes: 2 * body.payload.length + 64 * schemas.length + 24 * fields };
}

/** Writes the payload of a DEV that stands alone. */
export function encodeAllLeaves(
  devices: readonly DeviceState[],
  schemaDistance: number,
  out: ByteWriter,
): void {
  out.varint(0);
  out.varint(schemaDistance);
  for (const { values } of devices) for (const value of values) writeLeaf(out, value);
}

/** Writes the payload of a DEV that changes another, whose devices have the same schemas. */
export function encodeChangedLeaves(
  devices: readonly DeviceState[],
  base: readonly DeviceState[],
  baseDistance: number,
  schemaDistance: number,
  out: ByteWriter,
): void {
  out.varint(baseDistance);
  out.varint(schemaDistance);
  let first = 0;
  let next = 0;
  devices.forEach((device, number) => {
    const before = base[number].values;
    if (device.values !== before) {
      for (let i = 0; i < device.values.length; i++) {
        const value = device.values[i];
        if (sameLeaf(value, before[i])) continue;
        out.varint(first + i - next);
        next = first + i + 1;
        writeLeaf(out, value, before[i]);
      }
    }
    first += device.values.length;
  });
}

/** A DEV record whose leaves are still to be read, once its base and its schemas are there. */
export interface DeviceRecord {
  readonly offset: number;
  /** Offset of the DEV it changes; 0 if it stands alone. */
  readonly baseOffset: number;
  readonly schemaOffset: number;
  /** The leaves, as stored. */
  readonly leaves: Uint8Array;
  /** Where the leaves begin, for messages. */
  readonly leavesOffset: number;
}

/** Reads a DEV record up to its leaves. */
export function decodeDevices(body: RecordBody, file: string): Decoded<DeviceRecord> {
  const { offset } = body;
  const reader = readerOf(body, file);
  const baseOffset = readDistance(reader, offset, 'distance to the DEV before');
  const schemaOffset = readDistance(reader, offset, 'distance to the SCHEMA record');
  const leavesOffset = offset + reader.position;
  const leaves = reader.bytes(reader.remaining, 'leaves').slice();
  return {
    value: { offset, baseOffset, schemaOffset, leaves, leavesOffset },
    bytes: 200 + leaves.length,
  };
}

/** The devices of a DEV that stands alone. */
export function readAllLeaves(
  record: DeviceRecord,
  schemas: readonly DeviceSchema[],
  file: string,
): readonly DeviceState[] {
  const reader = leavesReader(record, file);
  const devices = schemas.map((schema) => ({
    schema,
    values: schema.fields.map(() => readLeaf(reader)),
  }));
  reader.end();
  return devices;
}

/** The devices of a DEV that changes `base`; a device without changes is the same object as there. */
export function readChangedLeaves(
  record: DeviceRecord,
  base: readonly DeviceState[],
  file: string,
): readonly DeviceState[] {
  const reader = leavesReader(record, file);
  const devices = [...base];
  let device = 0;
  let first = 0;
  let values: LeafValue[] | undefined;
  let leaf = -1;
  while (reader.remaining > 0) {
    leaf += 1 + reader.varint('number of a leaf');
    while (device < base.length && leaf - first >= base[device].values.length) {
      first += base[device].values.length;
      device++;
      values = undefined;
    }
    const before = base.at(device);
    if (device >= base.length || before === undefined) {
      throw reader.unexpected(`a leaf below ${first}`, `leaf ${leaf}`);
    }
    if (values === undefined) {
      values = [...before.values];
      devices[device] = { schema: before.schema, values };
    }
    values[leaf - first] = readLeaf(reader, before.values[leaf - first]);
  }
  return devices;
}

function leavesReader(record: DeviceRecord, file: string): ByteReader {
  return new ByteReader(record.leaves, {
    file,
    record: `DEV record from ${record.offset}, payload`,
    offset: record.leavesOffset,
  });
}

/** SCHEMA records, for a RecordReader. */
export const SCHEMA: RecordKind<readonly DeviceSchema[]> = {
  types: [RecordType.SCHEMA],
  decode: decodeSchemas,
};

/** DEV records, for a RecordReader. */
export const DEV: RecordKind<DeviceRecord> = {
  types: [RecordType.DEV],
  decode: decodeDevices,
};
