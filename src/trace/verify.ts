import { KemariError } from '../core/errors';
import type { RandomAccess } from '../core/ports';
import type { Damage } from './damageList';
import { decodeFileHeader } from './fileHeader';
import { FIRST_RECORD, SUPERBLOCK_BYTES, SUPERBLOCK_SLOTS } from './format';
import type { TracePlatform } from './platform';
import { scanRecords } from './recordScan';
import { decodeSuperblock } from './superblock';
import type { TraceHeader } from './trace';
import { TraceCheck } from './traceCheck';

/** What {@link verifyTrace} found. */
export interface Verification {
  /** Whether there is no damage. That a recording was not closed is none. */
  readonly ok: boolean;
  /** Whole sync points in the file. */
  readonly points: number;
  /** In the order of their offsets. */
  readonly damage: readonly Damage[];
}

/** Who waits for a trace to be read from end to end. */
export interface ReadWatch {
  /** Told from time to time what share of the file was read, from 0 to 1. */
  readonly progress?: (share: number) => void;
  /** Ends it with a KemariError of kind `cancelled`. */
  readonly signal?: AbortSignal;
}

/**
 * Reads every byte of a trace and checks it, and whether everything is there that sync points refer to.
 * It holds some bytes for each record, whatever the file's size. The source stays the caller's.
 * @throws KemariError of kind `input` if this is no trace, its header is damaged, or it needs a newer
 *   reader.
 */
export async function verifyTrace(
  source: RandomAccess,
  platform: TracePlatform,
  watch: ReadWatch = {},
): Promise<Verification> {
  // In this order: what the superblocks speak of is in a growing file already.
  const head = await source.readAt(0, FIRST_RECORD);
  const size = await source.size();
  const header = decodeFileHeader(head, source.name, platform.crc32);
  const check = await checkRecords(source, header, size, platform, watch);
  const damage = [...checkSuperblocks(head, size, platform), ...check.damage()];
  damage.sort((a, b) => a.offset - b.offset);
  return { ok: damage.length === 0, points: check.points, damage };
}

/** Reads and checks every record. */
export async function checkRecords(
  source: RandomAccess,
  header: TraceHeader,
  size: number,
  platform: TracePlatform,
  { progress, signal }: ReadWatch,
): Promise<TraceCheck> {
  const check = new TraceCheck(source.name, header, platform);
  for await (const found of scanRecords(source, platform.crc32, FIRST_RECORD, size)) {
    if (signal?.aborted) throw new KemariError('cancelled', `${source.name}: interrupted`);
    check.take(found);
    progress?.((found.kind === 'damage' ? found.to : found.header.offset) / size);
  }
  return check;
}

function checkSuperblocks(head: Uint8Array, size: number, { crc32 }: TracePlatform): Damage[] {
  const damage: Damage[] = [];
  const cost = 'nothing: the end of the trace is found without it';
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
    } else damage.push({ offset, what: 'superblock: damaged', cost });
  }
  // The first slot is written with the header, the second with the first sync point.
  for (const offset of empty) {
    if (offset === SUPERBLOCK_SLOTS[0] || generation > 1) {
      damage.push({ offset, what: 'superblock: zeros where a slot was written', cost });
    }
  }
  if (committed > size) {
    const what = `the file is cut: it had at least ${committed} bytes`;
    damage.push({ offset: size, what, cost: `the sync points in what is missing` });
  }
  return damage;
}
