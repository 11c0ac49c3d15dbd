import { KemariError } from '../core/errors';
import { isDamage, unknownRequired } from './damage';
import {
  FIRST_RECORD,
  isKnownRecord,
  RecordType,
  SUPERBLOCK_BYTES,
  SUPERBLOCK_SLOTS,
} from './format';
import type { Directory } from './directoryRecord';
import { PointSearch } from './pointSearch';
import { readTail, type PointTail, type TailStart } from './pointTail';
import type { RecordReader } from './recordReader';
import { endOf } from './recordHeader';
import { scanRecords } from './recordScan';
import { decodeSuperblock, type Superblock } from './superblock';
import type { TraceNotice } from './trace';

/** Where a trace ends, and what its end says of the rest. */
export interface TraceEnd {
  /** The points that the index does not cover. */
  readonly tail: PointTail;
  readonly directory: Directory;
  /** Offset of the last POINT. */
  readonly lastPointOffset: number;
  readonly closed: boolean;
  readonly notices: readonly TraceNotice[];
}

/** A POINT to start from, and where what is whole ends with it. */
interface Start extends TailStart {
  /** Everything below is whole. */
  readonly end: number;
}

/** Places of damage that are told of. */
const MOST_TOLD = 16;

const WITHOUT_IT = 'Every sync point can be read without it.';

/**
 * Finds the last whole sync point, by the superblocks if they can be trusted, else from the file's
 * end, and reads what leads to all others.
 * @param head the file's first {@link FIRST_RECORD} bytes, as many as there are.
 * @throws KemariError of kind `input` if there is no whole point, a newer reader is needed, or the file is
 *   damaged in so many places that finding its end would take too long.
 */
export async function findTraceEnd(
  head: Uint8Array,
  size: number,
  records: RecordReader,
): Promise<TraceEnd> {
  const { platform, file } = records;
  const notices: TraceNotice[] = [];
  const slots = SUPERBLOCK_SLOTS.map((at) =>
    decodeSuperblock(head.subarray(at, at + SUPERBLOCK_BYTES), platform.crc32),
  )
    .filter((slot): slot is Superblock => slot !== undefined)
    .sort((a, b) => b.generation - a.generation);
  const newest = slots.at(0);
  const fitting = slots.find((slot) => slot.committedLength <= size);
  if (newest !== undefined && newest.committedLength > size) {
    notices.push({
      message: `The file is cut: ${size} bytes are left of at least ${newest.committedLength}.`,
      offset: size,
    });
  } else if (newest === undefined) {
    notices.push({ message: 'Both superblocks are damaged.', offset: SUPERBLOCK_SLOTS[0] });
  }

  const search = new PointSearch(records);
  let start: Start | undefined;
  if (fitting !== undefined && fitting === newest) start = await follow(records, fitting, size);
  else {
    const floor = fitting?.committedLength ?? FIRST_RECORD;
    const pointOffset = await search.last(floor, size);
    if (pointOffset !== undefined) start = await follow(records, { pointOffset }, size);
    else if (fitting !== undefined) start = await follow(records, fitting, size);
  }

  // What the last point leads to may be damaged. A DIR behind that point can be done without; else
  // the trace ends before the damage.
  let damage = false;
  let told = 0;
  const tell = (error: KemariError, consequence: string, offset: number): void => {
    if (++told <= MOST_TOLD) notices.push(damageNotice(error, consequence, offset));
  };
  while (start !== undefined) {
    try {
      const { tail, directory } = await readTail(records, start, (error, offset) =>
        tell(error, WITHOUT_IT, offset),
      );
      const points = directory.points + tail.length;
      const closed =
        (directory.closed && tail.length === 0) ||
        (fitting?.closed === true && fitting.lastPointOffset === start.pointOffset);
      const rest = size - start.end;
      if (closed && rest > 0) {
        const message = `${rest} bytes behind the end of the closed trace are left out.`;
        notices.push({ message, offset: start.end });
      }
      if (!closed && !damage) notices.push(notClosed(points - 1, start.end, size));
      return { tail, directory, lastPointOffset: start.pointOffset, closed, notices };
    } catch (error) {
      if (!isDamage(error)) throw error;
      damage = true;
      const at = error.place.offset ?? start.pointOffset;
      if (start.dirOffset > start.pointOffset && at >= start.dirOffset) {
        tell(error, WITHOUT_IT, at);
        start = { ...start, dirOffset: 0 };
        continue;
      }
      const before = Math.min(at, start.pointOffset, size);
      tell(error, 'The trace ends before it.', before);
      const pointOffset = await search.last(FIRST_RECORD, before);
      start = pointOffset === undefined ? undefined : { pointOffset, dirOffset: 0, end: before };
    }
  }
  throw new KemariError(
    'input',
    `${file}: no whole sync point in ${size} bytes; the recording ended before the first one was ` +
      'written, or the file is damaged',
    { file, offset: Math.min(size, FIRST_RECORD) },
  );
}

function damageNotice(error: KemariError, consequence: string, offset: number): TraceNotice {
  const message = `Damage: ${error.message}. ${consequence} \`kemari verify\` lists all damage.`;
  return { message, offset };
}

function notClosed(last: number, end: number, size: number): TraceNotice {
  const rest = size > end ? ` ${size - end} bytes behind it are left out.` : '';
  return {
    message:
      'The recording was not closed: it is still running, or broke off. The trace ends at its last ' +
      `whole sync point, ${last}.${rest}`,
    offset: end,
    whileRecording: true,
  };
}

/** Goes from a known place to the last whole point behind it. */
async function follow(
  records: RecordReader,
  known: Superblock | { readonly pointOffset: number },
  size: number,
): Promise<Start | undefined> {
  let pointOffset = 'pointOffset' in known ? known.pointOffset : known.lastPointOffset;
  let dirOffset = 'pointOffset' in known ? 0 : known.dirOffset;
  let end = 'pointOffset' in known ? known.pointOffset : known.committedLength;
  const from = Math.max(end, FIRST_RECORD);
  for await (const found of scanRecords(records.source, records.platform.crc32, from, size)) {
    if (found.kind === 'damage') {
      if (found.unread !== undefined) throw found.unread;
      break;
    }
    const { header } = found;
    if (!isKnownRecord(header.type) && header.required) {
      throw unknownRequired(records.file, header.offset, header.type);
    }
    if (header.type === RecordType.POINT) pointOffset = header.offset;
    if (header.type === RecordType.DIR) dirOffset = header.offset;
    const belongs = header.type === RecordType.WRITERS && header.offset === end;
    if (header.type === RecordType.POINT || header.type === RecordType.DIR || belongs) {
      end = endOf(header);
    }
  }
  return pointOffset === 0 ? undefined : { pointOffset, dirOffset, end };
}
