import { crc32 } from '../../src/node/crc32';
import { FIRST_RECORD } from '../../src/trace/format';
import { endOf, type RecordHeader } from '../../src/trace/recordHeader';
import { scanRecords } from '../../src/trace/recordScan';
import { MemoryFile } from './memoryFile';

/** A record's place in a trace. */
export interface RecordPlace extends RecordHeader {
  readonly end: number;
}

/** Every record of a trace without damage. */
export async function recordsOf(bytes: Uint8Array): Promise<RecordPlace[]> {
  const places: RecordPlace[] = [];
  for await (const found of scanRecords(
    new MemoryFile('trace', bytes),
    crc32,
    FIRST_RECORD,
    bytes.length,
  )) {
    if (found.kind === 'damage') throw new Error(found.what);
    places.push({ ...found.header, end: endOf(found.header) });
  }
  return places;
}
