import type { DeviceSchema, DeviceState } from '../core/deviceState';
import { ByteCache } from './byteCache';
import { damaged } from './damage';
import { DEV, readAllLeaves, readChangedLeaves, SCHEMA, type DeviceRecord } from './deviceRecord';
import { SEGMENT_POINTS } from './format';
import type { RecordReader } from './recordReader';

/**
 * Of the states that lead to one, those kept beside the first: who looks at a point looks at the one before
 * too. To keep them all takes more memory than it saves time.
 */
const KEPT_STATES = 2;

/** Reads device state, following DEV records to the one that stands alone. */
export class DeviceReader {
  readonly #records: RecordReader;
  /** States by the offset of their DEV record. */
  readonly #states: ByteCache<readonly DeviceState[]>;

  /** @param cacheBytes budget for states kept, so that a step forth takes one record. */
  constructor(records: RecordReader, cacheBytes: number) {
    this.#records = records;
    this.#states = new ByteCache(cacheBytes);
  }

  /** Every device's state of a DEV record, in the machine's order. Shared: nobody may change it. */
  async at(devOffset: number): Promise<readonly DeviceState[]> {
    const changes: DeviceRecord[] = [];
    let offset = devOffset;
    let state = this.#states.get(offset);
    while (state === undefined) {
      const record = await this.#record(offset);
      if (record.baseOffset === 0) state = await this.#readAlone(record);
      else {
        changes.push(record);
        if (changes.length > SEGMENT_POINTS) {
          const expected = `at most ${SEGMENT_POINTS} records to one that stands alone`;
          throw damaged(this.#records.file, devOffset, 'DEV record', expected, 'more');
        }
        offset = record.baseOffset;
        state = this.#states.get(offset);
      }
    }
    for (let left = changes.length - 1; left >= 0; left--) {
      state = readChangedLeaves(changes[left], state, this.#records.file);
      if (left < KEPT_STATES) this.#keep(changes[left].offset, state);
    }
    return state;
  }

  /** The schemas of a SCHEMA record, the same objects for every state that refers to it. */
  schemas(offset: number): Promise<readonly DeviceSchema[]> {
    return this.#records.read(offset, SCHEMA);
  }

  clear(): void {
    this.#states.clear();
  }

  #record(offset: number): Promise<DeviceRecord> {
    return this.#records.read(offset, DEV);
  }

  async #readAlone(record: DeviceRecord): Promise<readonly DeviceState[]> {
    const schemas = await this.schemas(record.schemaOffset);
    const state = readAllLeaves(record, schemas, this.#records.file);
    this.#keep(record.offset, state);
    return state;
  }

  #keep(offset: number, state: readonly DeviceState[]): void {
    let bytes = 100;
    for (const { values } of state) {
      bytes += 100 + 16 * values.length;
      for (const value of values) {
        if (value instanceof Uint8Array || typeof value === 'string') bytes += value.length;
      }
    }
    this.#states.set(offset, state, bytes);
  }
}
