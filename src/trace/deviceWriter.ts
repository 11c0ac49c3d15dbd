import { ByteWriter } from '../core/byteWriter';
import { sameLeaf, type DeviceSchema, type DeviceState } from '../core/deviceState';
import { RecordType, SEGMENT_POINTS } from './format';
import { encodeAllLeaves, encodeChangedLeaves, encodeSchemas } from './deviceRecord';
import type { RecordWriter } from './recordWriter';

/** Points between two DEV records that are made against the segment's first one. */
const DEVICE_CHAIN = 16;

/** What a POINT has to say of its devices. */
export interface EncodedDevices {
  readonly devOffset: number;
  readonly schemaOffset: number;
  /** Numbers of devices that differ from the point before or were not there; none at point 0. */
  readonly changed: readonly number[];
}

/** Device state as it was written, to make the next against. */
interface WrittenDevices {
  readonly offset: number;
  readonly devices: readonly DeviceState[];
}

/**
 * Writes device state: a DEV that stands alone at each segment's start and whenever a schema changed;
 * else one that changes the DEV before it or, every sixteenth time, the one that stands alone, so that
 * no state is more than seventeen records away.
 */
export class DeviceWriter {
  readonly #records: RecordWriter;
  readonly #payload = new ByteWriter(1 << 12);
  #schemaOffset = 0;
  #key: WrittenDevices | undefined;
  #last: WrittenDevices | undefined;

  constructor(records: RecordWriter) {
    this.#records = records;
  }

  /** Writes the devices of a point. Keeps a reference to them. */
  write(point: number, devices: readonly DeviceState[]): EncodedDevices {
    const before = this.#last?.devices;
    const changed = before === undefined ? [] : changedDevices(before, devices);
    const sameShape =
      before !== undefined &&
      before.length === devices.length &&
      devices.every(({ schema }, i) => sameSchema(schema, before[i].schema));
    const payload = this.#payload;
    if (!sameShape) {
      payload.clear();
      encodeSchemas(
        devices.map(({ schema }) => schema),
        payload,
      );
      this.#schemaOffset = this.#records.add(RecordType.SCHEMA, payload.view());
    }
    payload.clear();
    const own = this.#records.offset;
    const schemaDistance = own - this.#schemaOffset;
    const inSegment = point % SEGMENT_POINTS;
    const base = inSegment % DEVICE_CHAIN === 0 ? this.#key : this.#last;
    const alone = inSegment === 0 || !sameShape || base === undefined;
    if (alone) encodeAllLeaves(devices, schemaDistance, payload);
    else encodeChangedLeaves(devices, base.devices, own - base.offset, schemaDistance, payload);
    const devOffset = this.#records.add(RecordType.DEV, payload.view());
    this.#last = { offset: devOffset, devices: [...devices] };
    if (alone) this.#key = this.#last;
    return { devOffset, schemaOffset: this.#schemaOffset, changed };
  }
}

function changedDevices(before: readonly DeviceState[], after: readonly DeviceState[]): number[] {
  const byName = new Map(before.map((device) => [device.schema.device, device]));
  const changed: number[] = [];
  after.forEach((device, number) => {
    // Mostly the machine's devices and their order stay what they were.
    const there = before.at(number);
    const old =
      there?.schema.device === device.schema.device ? there : byName.get(device.schema.device);
    if (old === undefined || !sameState(old, device)) changed.push(number);
  });
  return changed;
}

function sameState(a: DeviceState, b: DeviceState): boolean {
  if (a === b || (a.values === b.values && a.schema === b.schema)) return true;
  return sameSchema(a.schema, b.schema) && a.values.every((leaf, i) => sameLeaf(leaf, b.values[i]));
}

function sameSchema(a: DeviceSchema, b: DeviceSchema): boolean {
  if (a === b) return true;
  return (
    a.device === b.device &&
    a.fields.length === b.fields.length &&
    a.fields.every((field, i) => field === b.fields[i])
  );
}
