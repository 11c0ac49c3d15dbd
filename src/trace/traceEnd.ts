import { KemariError } from '../core/errors';
import { unknownRequired } from './damage';
import {
  FIRST_RECORD,
  isKnownRecord,
  RecordType,
  SEGMENT_POINTS,
  SUPERBLOCK_BYTES,
  SUPERBLOCK_SLOTS,
} from './format';
import { DIR, type Directory } from './directoryRecord';
import { POINT, type PointRecord } from './pointRecord';
import type { RecordReader } from './recordReader';
import { endOf } from './recordHeader';
import { findLastPoint, scanRecords } from './recordScan';
import { decodeSuperblock, type Superblock } from './superblock';
import { damaged } from './damage';
import type { TraceNotice } from './trace';

/** Where a trace ends, and what its end says of the rest. */
export interface TraceEnd {
  /** The points that the index does not cover, in their order; may be empty. */
  readonly tail: readonly PointRecord[];
  readonly directory: Directory;
  /** Offset of the last POINT. */
  readonly lastPointOffset: number;
  readonly closed: boolean;
  readonly notices: readonly TraceNotice[];
}

/** A POINT to start from. */
interface Start {
  readonly pointOffset: number;
  /** A DIR behind that point; 0 if there is none, and the point's own counts. */
  readonly dirOffset: number;
  /** Everything below is whole. */
  readonly end: number;
}

/** Points behind the last whole DIR that are looked at one by one, where later ones are damaged. */
const MOST_TAIL_POINTS = 16 * SEGMENT_POINTS;

const EMPTY: Directory = { closed: false, points: 0, roots: [], images: [] };

/**
 * Finds the last whole sync point, by the superblocks if they can be trusted, else from the file's
 * end, and reads what leads to all others.
 * @param head the file's first {@link FIRST_RECORD} bytes, as many as there are.
 * @throws KemariError of kind `input` if there is no whole point, or a newer reader is needed.
 */
export async function findTraceEnd(
  head: Uint8Array,
  size: number,
  records: RecordReader,
): Promise<TraceEnd> {
  const { source, platform, file } = records;
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

  let start: Start | undefined;
  if (fitting !== undefined && fitting === newest) start = await follow(records, fitting, size);
  else {
    const floor = fitting?.committedLength ?? FIRST_RECORD;
    const pointOffset = await findLastPoint(source, platform.crc32, floor, size);
    if (pointOffset !== undefined) start = await follow(records, { pointOffset }, size);
    else if (fitting !== undefined) start = await follow(records, fitting, size);
  }

  // What the last point leads to may be damaged. A DIR behind that point can be done without; else
  // the trace ends before the damage.
  let damage = false;
  while (start !== undefined) {
    try {
      const { tail, directory } = await readTail(records, start, notices);
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
      if (!(error instanceof KemariError) || error.kind !== 'input') throw error;
      damage = true;
      const at = error.place.offset ?? 0;
      if (start.dirOffset > start.pointOffset && at >= start.dirOffset) {
        notices.push(damageNotice(error, 'Every sync point can be read without it.', at));
        start = { ...start, dirOffset: 0 };
        continue;
      }
      const before = Math.min(at, start.pointOffset);
      notices.push(damageNotice(error, 'The trace ends before it.', before));
      const pointOffset = await findLastPoint(source, platform.crc32, FIRST_RECORD, before);
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
    if (found.kind === 'damage') break;
    const { header } = found;
    if (!isKnownRecord(header.type) && header.required) {
      throw unknownRequired(records.file, header.offset, header.type);
    }
    if (header.type === RecordType.POINT) pointOffset = header.offset;
    if (header.type === RecordType.DIR) dirOffset = header.offset;
    if (header.type === RecordType.POINT || header.type === RecordType.DIR) end = endOf(header);
  }
  return pointOffset === 0 ? undefined : { pointOffset, dirOffset, end };
}

/**
 * Reads back from the last point to where the index begins. Where the DIR that the last point names is
 * damaged, that is the one that was written before it.
 */
async function readTail(
  records: RecordReader,
  start: Start,
  notices: TraceNotice[],
): Promise<{ tail: PointRecord[]; directory: Directory }> {
  const { file } = records;
  const last = await readPoint(records, start.pointOffset);
  const isBehind = start.dirOffset > start.pointOffset;
  let dirOffset = isBehind ? start.dirOffset : last.dirOffset;
  let directory: Directory | undefined;
  let mostPoints = SEGMENT_POINTS;
  const readDirectory = async (): Promise<void> => {
    try {
      directory = dirOffset === 0 ? EMPTY : await records.read(dirOffset, DIR);
    } catch (error) {
      const isDamage = error instanceof KemariError && error.kind === 'input';
      if (isBehind || !isDamage || mostPoints === MOST_TAIL_POINTS) throw error;
      notices.push(damageNotice(error, 'Every sync point can be read without it.', dirOffset));
      mostPoints += SEGMENT_POINTS;
    }
  };
  await readDirectory();
  const tail: PointRecord[] = [];
  for (let point = last; ;) {
    if (directory === undefined && point.dirOffset !== dirOffset) {
      dirOffset = point.dirOffset;
      await readDirectory();
    }
    if (directory !== undefined && point.point < directory.points) break;
    tail.push(point);
    if (tail.length > mostPoints) {
      const expected = `at most ${mostPoints} points that no index covers`;
      throw damaged(file, start.pointOffset, 'POINT record', expected, 'more');
    }
    if (point.point === directory?.points) break;
    const before = await readPoint(records, point.previousOffset);
    if (before.point !== point.point - 1) {
      const expected = `sync point ${point.point - 1}`;
      throw damaged(file, before.offset, 'POINT record', expected, `${before.point}`);
    }
    point = before;
  }
  if (tail.length === 0 && last.point !== directory.points - 1) {
    const expected = `an index of ${last.point + 1} points`;
    throw damaged(file, dirOffset, 'DIR record', expected, `${directory.points}`);
  }
  return { tail: tail.reverse(), directory };
}

function readPoint(records: RecordReader, offset: number): Promise<PointRecord> {
  return records.read(offset, POINT, records.guestPages);
}
