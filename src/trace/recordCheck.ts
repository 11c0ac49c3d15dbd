import { PAGE_SIZE } from '../core/gfn';
import { damaged } from './damage';
import { decodeDevices, decodeSchemas } from './deviceRecord';
import { MAX_POINTS, RecordType, recordName, SEGMENT_POINTS } from './format';
import { decodeImage } from './imageRecord';
import { decodeDirectory } from './directoryRecord';
import { decodeNode } from './nodeRecord';
import { decodeNodeSlice, decodeSegmentSlice, isSegmentSlice } from './pageTable';
import { decodePoint } from './pointRecord';
import type { RecordBody } from './recordReader';
import { decodeSegment } from './segmentRecord';

/**
 * Decodes a payload to see whether it can be.
 * @param guestPages pages that the guest has.
 * @returns the number of the sync point if it is a POINT.
 * @throws KemariError of kind `input` if it cannot be decoded.
 */
export function checkPayload(
  body: RecordBody,
  file: string,
  guestPages: number,
): number | undefined {
  switch (body.type) {
    case RecordType.BASE:
      if (body.payload.length % PAGE_SIZE !== 0) {
        const found = `${body.payload.length} bytes`;
        throw damaged(file, body.offset, recordName(body.type), 'whole pages', found);
      }
      break;
    case RecordType.BLOCK:
    case RecordType.OUT:
      // Bytes that mean something only to the POINT that refers to them.
      break;
    case RecordType.IMAGE:
      decodeImage(body, file, guestPages);
      break;
    case RecordType.SCHEMA:
      decodeSchemas(body, file);
      break;
    case RecordType.DEV:
      decodeDevices(body, file);
      break;
    case RecordType.POINT:
      return decodePoint(body, file, guestPages).value.point;
    case RecordType.PIX:
      if (isSegmentSlice(body)) decodeSegmentSlice(body, file, 0, SEGMENT_POINTS);
      else decodeNodeSlice(body, file, 0, MAX_POINTS);
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
  return undefined;
}
