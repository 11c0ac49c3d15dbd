import { damaged, isDamage } from './damage';
import { SEGMENT_POINTS } from './format';
import { DIR, type Directory } from './directoryRecord';
import { bytesOfPoint, POINT, readPoint, type PointRecord } from './pointRecord';
import type { KemariError } from '../core/errors';
import type { RecordReader } from './recordReader';

/** Points behind the last whole DIR that are looked at one by one, where later ones are damaged. */
const MOST_TAIL_POINTS = 16 * SEGMENT_POINTS;
/** Decoded POINTs that are kept: enough for all but the busiest guests. Others are read again when asked for. */
const KEPT_BYTES = 24 << 20;

/** A sync point that the index does not cover. */
export interface TailPoint {
  readonly point: number;
  readonly offset: number;
  readonly previousOffset: number;
  /** 0 if the point has no image. */
  readonly imageOffset: number;
  /** Undefined if it is read when it is asked for. */
  readonly record: PointRecord | undefined;
}

/** The sync points that the index does not cover, in their order; there may be none. */
export class PointTail {
  readonly #records: RecordReader;
  readonly points: readonly TailPoint[];

  constructor(records: RecordReader, points: readonly TailPoint[]) {
    this.#records = records;
    this.points = points;
  }

  get length(): number {
    return this.points.length;
  }

  /** What the record of the i-th of them says; mostly without waiting. */
  record(i: number): PointRecord | Promise<PointRecord> {
    const { offset, record } = this.points[i];
    return record ?? this.#records.read(offset, POINT, this.#records.guestPages);
  }
}

/** A POINT to start from. */
export interface TailStart {
  readonly pointOffset: number;
  /** A DIR behind that point; 0 if there is none, and the point's own counts. */
  readonly dirOffset: number;
}

const EMPTY: Directory = { closed: false, points: 0, roots: [], images: [] };

/**
 * Reads back from the last point to where the index begins. Where the DIR that the last point names is
 * damaged, that is the one that was written before it.
 * @param notice is told of each DIR that can be done without.
 * @throws KemariError of kind `input` if there is more damage.
 */
export async function readTail(
  records: RecordReader,
  start: TailStart,
  notice: (damage: KemariError, offset: number) => void,
): Promise<{ readonly tail: PointTail; readonly directory: Directory }> {
  const { file } = records;
  const last = await records.read(start.pointOffset, POINT, records.guestPages);
  const isBehind = start.dirOffset > start.pointOffset;
  let dirOffset = isBehind ? start.dirOffset : last.dirOffset;
  let directory: Directory | undefined;
  let mostPoints = SEGMENT_POINTS;
  const readDirectory = async (): Promise<void> => {
    try {
      directory = dirOffset === 0 ? EMPTY : await records.read(dirOffset, DIR);
    } catch (error) {
      if (isBehind || !isDamage(error) || mostPoints === MOST_TAIL_POINTS) throw error;
      notice(error, dirOffset);
      mostPoints += SEGMENT_POINTS;
    }
  };
  await readDirectory();
  const tail: TailPoint[] = [];
  let room = KEPT_BYTES;
  for (let point = last; ;) {
    if (directory === undefined && point.dirOffset !== dirOffset) {
      dirOffset = point.dirOffset;
      await readDirectory();
    }
    if (directory !== undefined && point.point < directory.points) break;
    room -= bytesOfPoint(point);
    tail.push(tailPoint(point, room >= 0));
    if (tail.length > mostPoints) {
      const expected = `at most ${mostPoints} points that no index covers`;
      throw damaged(file, start.pointOffset, 'POINT record', expected, 'more');
    }
    if (point.point === directory?.points) break;
    point = await pointBefore(records, point);
  }
  if (tail.length === 0 && last.point !== directory.points - 1) {
    const expected = `an index of ${last.point + 1} points`;
    throw damaged(file, dirOffset, 'DIR record', expected, `${directory.points}`);
  }
  return { tail: new PointTail(records, tail.reverse()), directory };
}

function tailPoint(record: PointRecord, isKept: boolean): TailPoint {
  const { point, offset, previousOffset, imageOffset } = record;
  return { point, offset, previousOffset, imageOffset, record: isKept ? record : undefined };
}

function pointBefore(
  records: RecordReader,
  { point, offset, previousOffset }: PointRecord,
): Promise<PointRecord> {
  if (previousOffset === 0) {
    throw damaged(records.file, offset, 'POINT record', 'a sync point before it', 'none');
  }
  return readPoint(records, previousOffset, point - 1);
}
