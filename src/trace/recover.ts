import { KemariError } from '../core/errors';
import type { AppendableFile, RandomAccess } from '../core/ports';
import { isDamage } from './damage';
import type { Damage, DamagedPlace } from './damageList';
import { DIR } from './directoryRecord';
import { decodeFileHeader } from './fileHeader';
import { fillerRecords } from './filler';
import { FIRST_RECORD, HEADER_BYTES, PageKind, RecordType, SUPERBLOCK_SLOTS } from './format';
import { IndexWriter } from './indexWriter';
import { IndexTree } from './indexTree';
import { PageIndex } from './pageIndex';
import { PointIndex } from './pointIndex';
import type { TracePlatform } from './platform';
import { syncPointOf } from './pointFacts';
import { POINT, type PointRecord } from './pointRecord';
import { PointTail } from './pointTail';
import { RecordReader, type RecordKind } from './recordReader';
import { scanRecords } from './recordScan';
import { RECORD_HEADER_BYTES } from './recordHeader';
import { RecordWriter } from './recordWriter';
import { SuperblockWriter } from './superblockWriter';
import type { TraceHeader } from './trace';
import type { WholeStart } from './traceCheck';
import { checkRecords, type ReadWatch } from './verify';

const COPY_BYTES = 1 << 20;
/** Index records that wait in memory. */
const FLUSH_BYTES = 4 << 20;
const CACHE_BYTES = 32 << 20;
/** Shares of the work, as far as progress goes: checking unpacks everything. */
const CHECK_SHARE = 0.7;

/** What {@link recoverTrace} saved. */
export interface Recovery {
  /** Sync points in the new file: all of the old one up to its first that lost something. */
  readonly points: number;
  /** Bytes of the new file. */
  readonly bytes: number;
  /** Whole sync points of the old file behind these, which are left out. */
  readonly leftOut: number;
  /** What was found in the old one. */
  readonly damage: readonly Damage[];
}

/**
 * Writes a closed trace without damage from one that was cut, damaged or not closed: everything up to
 * the last sync point that lost nothing, where it was in the old file; damaged records that no sync
 * point needs become FILLERs, and the index is made anew where it was damaged.
 *
 * @param source stays the caller's, as does the file.
 * @param file the new one, empty; synchronized when this ends.
 * @throws KemariError of kind `input` if there is no sync point to save, or a record that only a newer
 *   Kemari understands must be understood; or what `verifyTrace` throws.
 */
export async function recoverTrace(
  source: RandomAccess,
  platform: TracePlatform,
  file: AppendableFile,
  { progress, signal }: ReadWatch = {},
): Promise<Recovery> {
  // In this order: what the superblocks speak of is in a growing file already.
  const head = await source.readAt(0, FIRST_RECORD);
  const size = await source.size();
  const header = decodeFileHeader(head, source.name, platform.crc32);
  const check = await checkRecords(source, header, size, platform, {
    progress: (share) => progress?.(share * CHECK_SHARE),
    ...(signal ? { signal } : {}),
  });
  const damage = check.damage();
  const { start } = check;
  if (check.newerNeeded !== undefined) throw check.newerNeeded;
  if (start.points === 0) throw nothingWhole(source.name, damage);
  const checkSignal = (): void => {
    if (signal?.aborted) throw new KemariError('cancelled', `${source.name}: interrupted`);
  };

  const holes = check.places.filter(({ offset, end }) => offset < start.end && end > offset);
  const small = holes.find(({ offset, end }) => end - offset < RECORD_HEADER_BYTES);
  if (small !== undefined) throw noRoom(source.name, small);
  const first = new Uint8Array(FIRST_RECORD);
  first.set(head.subarray(0, HEADER_BYTES));
  first.set(SuperblockWriter.first(platform.crc32), SUPERBLOCK_SLOTS[0]);
  await file.append(first);
  for await (const bytes of copyAround(source, holes, start.end, platform)) {
    checkSignal();
    await file.append(bytes);
    progress?.(CHECK_SHARE + (1 - CHECK_SHARE) * ((await file.size()) / start.end));
  }
  const bytes = await closeTrace(file, header, start, holes.length === 0, platform, checkSignal);
  return { points: start.points, bytes, leftOut: check.points - start.points, damage };
}

function nothingWhole(file: string, damage: readonly Damage[]): KemariError {
  const found = damage.at(0);
  const why = found === undefined ? '' : `; ${found.what}`;
  return new KemariError(
    'input',
    `${file}: sync point 0 is not whole, and nothing can be read without it${why}`,
    { file, offset: found?.offset ?? FIRST_RECORD },
  );
}

/** No recorder leaves so little between two records; what is there was made by someone. */
function noRoom(file: string, { offset, end }: DamagedPlace): KemariError {
  return new KemariError(
    'input',
    `${file}: cannot be recovered: ${end - offset} bytes at offset ${offset} are no record, and have ` +
      'no room for one',
    { file, offset },
  );
}

/**
 * Writes index and footer behind the records of a file, and synchronizes it.
 * @param indexed whether the index that the last POINT leads to is whole.
 * @returns the file's length.
 */
async function closeTrace(
  file: AppendableFile,
  { pages, version }: TraceHeader,
  start: WholeStart,
  indexed: boolean,
  platform: TracePlatform,
  checkSignal: () => void,
): Promise<number> {
  const reader = new RecordReader(file, platform, start.end, version, pages.pageCount, CACHE_BYTES);
  const records = new RecordWriter(file, start.end, platform);
  const index = new IndexWriter(records, version);
  const rest = indexed ? await resumeIndex(index, reader, start) : allPoints(reader, start.end);
  for await (const point of rest) {
    checkSignal();
    await addToIndex(index, point, reader);
    if (records.pendingBytes > FLUSH_BYTES) await records.flush();
  }
  index.finish();
  await records.flush();
  const end = {
    committedLength: records.offset,
    pointCount: start.points,
    lastPointOffset: start.lastPointOffset,
    dirOffset: index.dirOffset,
  };
  await new SuperblockWriter(file, platform.crc32).write(end, true);
  await file.sync();
  return records.offset;
}

/** The records up to an offset, with FILLERs for what is damaged. */
async function* copyAround(
  source: RandomAccess,
  holes: readonly DamagedPlace[],
  end: number,
  { crc32 }: TracePlatform,
): AsyncGenerator<Uint8Array> {
  let at = FIRST_RECORD;
  for (const hole of [...holes, { offset: end, end }]) {
    while (at < hole.offset) {
      const bytes = await source.readAt(at, Math.min(COPY_BYTES, hole.offset - at));
      if (bytes.length === 0) {
        const message = `${source.name}: the file became shorter while it was read`;
        throw new KemariError('input', message, { file: source.name, offset: at });
      }
      yield bytes;
      at += bytes.length;
    }
    yield* fillerRecords(at, hole.end - at, crc32);
    at = hole.end;
  }
}

/** Every POINT of a file without damage. */
async function* allPoints(reader: RecordReader, end: number): AsyncGenerator<PointRecord> {
  const { source, platform, guestPages } = reader;
  for await (const found of scanRecords(source, platform.crc32, FIRST_RECORD, end)) {
    if (found.kind === 'damage' && found.unread !== undefined) throw found.unread;
    if (found.kind !== 'record' || found.header.type !== RecordType.POINT) continue;
    yield await reader.read(found.header.offset, POINT, guestPages);
  }
}

/** Goes on with the index that there is; returns the points that it does not cover. */
async function resumeIndex(
  index: IndexWriter,
  reader: RecordReader,
  { lastPointOffset, dirOffset, points }: WholeStart,
): Promise<PointRecord[]> {
  let covered = 0;
  if (dirOffset !== 0) {
    const directory = await reader.read(dirOffset, DIR);
    covered = directory.points;
    const state = { directory, tail: new PointTail(reader, []), lastPointOffset };
    const tree = new IndexTree(reader, state, CACHE_BYTES, () => undefined);
    const pages = new PageIndex(tree, state);
    const known = new PointIndex(tree, state, reader);
    await index.resume(directory, dirOffset, {
      counts: (from, to) => pages.counts({ from, to }),
      figures: (from, to) => known.figures({ from, to }),
      lists: (root) => pages.listsOf(root),
    });
  }
  const rest: PointRecord[] = [];
  for (let offset = lastPointOffset; rest.length < points - covered;) {
    const point = await reader.read(offset, POINT, reader.guestPages);
    rest.push(point);
    offset = point.previousOffset;
  }
  return rest.reverse();
}

async function addToIndex(
  index: IndexWriter,
  record: PointRecord,
  reader: RecordReader,
): Promise<void> {
  const { offset, imageOffset, pages } = record;
  const zero = pages.kinds.map((kind) => (kind === PageKind.ZERO ? 1 : 0));
  const image = (await isImage(imageOffset, reader)) ? imageOffset : 0;
  index.add(await syncPointOf(record, reader), offset, image, pages.gfns, zero);
}

/** An image that need not be known. */
const ANY_IMAGE: RecordKind<true> = {
  types: [RecordType.IMAGE],
  decode: () => ({ value: true, bytes: Infinity }),
};

/** Whether the image is still there: a damaged one became a FILLER. */
async function isImage(offset: number, reader: RecordReader): Promise<boolean> {
  if (offset === 0) return false;
  try {
    await reader.read(offset, ANY_IMAGE);
    return true;
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
}
