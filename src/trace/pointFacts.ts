import { pauseOf, type SyncPoint } from '../core/syncPoint';
import { damaged } from './damage';
import { SCHEMA } from './deviceRecord';
import type { PointRecord } from './pointRecord';
import type { RecordReader } from './recordReader';

/** What a POINT record says of its sync point, with the names of its devices. */
export async function syncPointOf(record: PointRecord, records: RecordReader): Promise<SyncPoint> {
  const schemas = await records.read(record.schemaOffset, SCHEMA);
  return {
    point: record.point,
    epochStartUs: record.epochStartUs,
    timeUs: record.timeUs,
    cause: record.cause,
    outputs: record.outputs.map(({ kind, bytes }) => ({ kind, bytes })),
    dirtyPages: record.dirtyPages,
    zeroPages: record.zeroPages,
    sentBytes: record.sentBytes,
    phasesUs: record.phasesUs,
    pauseUs: pauseOf(record.phasesUs),
    changedDevices: record.changedDevices.map((number) => {
      const schema = schemas.at(number);
      if (schema !== undefined) return schema.device;
      const expected = `a device below ${schemas.length}`;
      throw damaged(records.file, record.offset, 'POINT record', expected, `${number}`);
    }),
  };
}
