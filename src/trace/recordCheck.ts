import { PAGE_SIZE } from '../core/gfn';
import { damaged } from './damage';
import { decodeDevices, decodeSchemas, type DeviceRecord } from './deviceRecord';
import { decodeDirectory } from './directoryRecord';
import { MAX_LISTED_LEVEL, MAX_POINTS, pointsBelow, RecordType, recordName } from './format';
import { decodeImage, type ImageRuns } from './imageRecord';
import { decodeNode } from './nodeRecord';
import { decodeLists, decodeSummary, isLists } from './pageTable';
import { decodePoint, type PointRecord } from './pointRecord';
import type { RecordBody } from './recordReader';
import { decodeSegment } from './segmentRecord';
import { decodeWriters } from './writersRecord';

/** A record that could be decoded; what it refers to is in `value` where others depend on that. */
export type CheckedRecord =
  | { readonly type: typeof RecordType.POINT; readonly value: PointRecord }
  | { readonly type: typeof RecordType.DEV; readonly value: DeviceRecord }
  | { readonly type: typeof RecordType.IMAGE; readonly value: ImageRuns }
  | { readonly type: 'other' };

/**
 * Decodes a payload to see whether it can be.
 * @param guestPages pages that the guest has.
 * @throws KemariError of kind `input` if it cannot be decoded.
 */
export function checkRecord(body: RecordBody, file: string, guestPages: number): CheckedRecord {
  switch (body.type) {
    case RecordType.POINT:
      return { type: body.type, value: decodePoint(body, file, guestPages).value };
    case RecordType.DEV:
      return { type: body.type, value: decodeDevices(body, file).value };
    case RecordType.IMAGE:
      return { type: body.type, value: decodeImage(body, file, guestPages).value };
    case RecordType.BASE:
      if (body.payload.length % PAGE_SIZE !== 0) {
        const found = `${body.payload.length} bytes`;
        throw damaged(file, body.offset, recordName(body.type), 'whole pages', found);
      }
      break;
    case RecordType.BLOCK:
    case RecordType.OUT:
    case RecordType.FILLER:
      // Bytes that mean something only to what refers to them, or nothing.
      break;
    case RecordType.SCHEMA:
      decodeSchemas(body, file);
      break;
    case RecordType.PIX:
      if (isLists(body)) decodeLists(body, file, 0, pointsBelow(MAX_LISTED_LEVEL));
      else decodeSummary(body, file, 0, MAX_POINTS);
      break;
    case RecordType.WRITERS:
      decodeWriters(body, file, guestPages);
      break;
    case RecordType.SEG:
      decodeSegment(body, file);
      break;
    case RecordType.NODE:
      decodeNode(body, file);
      break;
    case RecordType.DIR:
      decodeDirectory(body, file);
      break;
  }
  return { type: 'other' };
}
