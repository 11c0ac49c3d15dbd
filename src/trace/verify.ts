import { messageOf } from '../core/errors';
import type { RandomAccess } from '../core/ports';
import { decodeFileHeader } from './fileHeader';
import {
  FIRST_RECORD,
  isKnownRecord,
  recordName,
  SUPERBLOCK_BYTES,
  SUPERBLOCK_SLOTS,
} from './format';
import type { TracePlatform } from './platform';
import { checkPayload } from './recordCheck';
import type { RecordHeader } from './recordHeader';
import { unpack } from './recordReader';
import { scanRecords } from './recordScan';
import { decodeSuperblock } from './superblock';

/** Damage at a place in a trace. */
export interface Damage {
  /** Byte offset in the file. */
  readonly offset: number;
  readonly what: string;
}

/** What {@link verifyTrace} found. */
export interface Verification {
  /** Whether there is no damage. That a recording was not closed is none. */
  readonly ok: boolean;
  /** Whole sync points in the file. */
  readonly points: number;
  /** In the order of their offsets. */
  readonly damage: readonly Damage[];
}

/**
 * Reads every byte of a trace and checks it. The source stays the caller's.
 * @throws KemariError of kind `input` if this is no trace, its header is damaged, or it needs a newer
 *   reader.
 */
export async function verifyTrace(
  source: RandomAccess,
  platform: TracePlatform,
): Promise<Verification> {
  const size = await source.size();
  const head = await source.readAt(0, Math.min(size, FIRST_RECORD));
  const { pages, version } = decodeFileHeader(head, source.name, platform.crc32);
  const damage = checkSuperblocks(head, size, platform);
  let points = 0;
  for await (const found of scanRecords(source, platform.crc32, FIRST_RECORD, size)) {
    if (found.kind === 'damage') {
      damage.push({ offset: found.offset, what: found.what });
      continue;
    }
    try {
      const point = checkRecord(found, source.name, version, pages.pageCount, platform);
      if (point === undefined) continue;
      // Where a point is lost to damage, that is listed already.
      if (point !== points && damage.length === 0) {
        const what = `sync point ${point} where ${points} was expected`;
        damage.push({ offset: found.header.offset, what });
      }
      points++;
    } catch (error) {
      damage.push({ offset: found.header.offset, what: messageOf(error) });
    }
  }
  damage.sort((a, b) => a.offset - b.offset);
  return { ok: damage.length === 0, points, damage };
}

/** @returns the number of the sync point if the record is a POINT. */
function checkRecord(
  { header, stored }: { readonly header: RecordHeader; readonly stored: Uint8Array },
  file: string,
  version: number,
  guestPages: number,
  platform: TracePlatform,
): number | undefined {
  const { type, offset } = header;
  if (!isKnownRecord(type)) {
    if (header.required) throw new Error(`${recordName(type)} needs a newer Kemari`);
    return undefined;
  }
  const payload = unpack(stored, header, file, platform);
  return checkPayload({ version, type, offset, payload }, file, guestPages);
}

function checkSuperblocks(head: Uint8Array, size: number, { crc32 }: TracePlatform): Damage[] {
  const damage: Damage[] = [];
  let committed = 0;
  let generation = 0;
  const empty: number[] = [];
  for (const offset of SUPERBLOCK_SLOTS) {
    const bytes = head.subarray(offset, offset + SUPERBLOCK_BYTES);
    const slot = decodeSuperblock(bytes, crc32);
    if (slot !== undefined) {
      committed = Math.max(committed, slot.committedLength);
      generation = Math.max(generation, slot.generation);
    } else if (bytes.length === SUPERBLOCK_BYTES && bytes.every((byte) => byte === 0)) {
      empty.push(offset);
    } else damage.push({ offset, what: 'superblock: damaged; the other slot, if whole, serves' });
  }
  // The first slot is written with the header, the second with the first sync point.
  for (const offset of empty) {
    if (offset === SUPERBLOCK_SLOTS[0] || generation > 1) {
      damage.push({ offset, what: 'superblock: zeros where a slot was written' });
    }
  }
  if (committed > size) {
    damage.push({ offset: size, what: `the file is cut: it had at least ${committed} bytes` });
  }
  return damage;
}
