import { messageOf } from '../core/errors';
import type { DamagedPlace } from './damageList';
import type { DamagedPlaces } from './damagedPlaces';
import { RecordType } from './format';
import { readDelta } from './pageDelta';
import { noneThere, type RecordLedger } from './recordLedger';

/** Kinds of records that hold pages. */
export const PAGE_RECORDS = [RecordType.BLOCK, RecordType.BASE];

/** Places of damage that one block depends on and that are told of. */
const MOST_PLACES = 8;

/** What is wrong with the deltas of a block. */
export interface DeltaFault {
  /** Of damage that took what they were made against. */
  readonly places: ReadonlySet<DamagedPlace>;
  /** Something else. */
  readonly wrong: string | undefined;
}

/**
 * Looks at the deltas of a block, as if it held nothing else: only a POINT says whether it does.
 * @returns undefined if nothing is wrong with them.
 */
export function faultOf(
  block: Uint8Array,
  offset: number,
  file: string,
  ledger: RecordLedger,
  damage: DamagedPlaces,
): DeltaFault | undefined {
  const places = new Set<DamagedPlace>();
  let wrong: string | undefined;
  try {
    for (const base of basesOf(block, offset, file)) {
      if (base === 0 || ledger.rawLength(base, PAGE_RECORDS) >= 0) continue;
      const place = damage.at(base);
      if (place === undefined) wrong ??= noneThere('BLOCK', base, PAGE_RECORDS);
      else if (places.size < MOST_PLACES) places.add(place);
    }
  } catch (error) {
    wrong = messageOf(error);
  }
  return places.size > 0 || wrong !== undefined ? { places, wrong } : undefined;
}

/** The records that the deltas of a block were made against. @throws what keeps these from being read. */
function basesOf(block: Uint8Array, offset: number, file: string): ReadonlySet<number> {
  const bases = new Set<number>();
  for (let position = 0; position < block.length;) {
    const { base, runs } = readDelta(block, position, offset, file);
    bases.add(base.offset);
    position = runs.byteOffset - block.byteOffset + runs.length;
  }
  return bases;
}
