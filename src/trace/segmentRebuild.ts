import type { SyncPoint } from '../core/syncPoint';
import { PageKind } from './format';
import type { Subtree } from './nodeRecord';
import { keysOf, listsOf, type PageLists } from './pageLists';
import { syncPointOf } from './pointFacts';
import { columnsOf } from './pointColumns';
import { readPoint } from './pointRecord';
import type { RecordReader } from './recordReader';
import type { Segment } from './segmentRecord';

/** A segment made from its POINT records, since its SEG or PIX records are damaged. */
export interface RebuiltSegment extends Segment {
  /** What its PIX records hold, in one. */
  readonly table: PageLists;
}

/**
 * Makes a segment from its POINT records, walking back from the last of them.
 * @param at the SEG, as its parent describes it.
 * @param lastPointOffset offset of the segment's last POINT.
 * @throws KemariError of kind `input` if one of these is damaged too.
 */
export async function rebuildSegment(
  records: RecordReader,
  at: Subtree,
  lastPointOffset: number,
): Promise<RebuiltSegment> {
  const { firstPoint } = at;
  const points = new Array<SyncPoint>(at.points);
  const pointOffsets = new Float64Array(at.points);
  const keys: Float64Array[] = [];
  let offset = lastPointOffset;
  for (let i = at.points - 1; i >= 0; i--) {
    const record = await readPoint(records, offset, firstPoint + i);
    points[i] = await syncPointOf(record, records);
    pointOffsets[i] = offset;
    const { gfns, kinds } = record.pages;
    keys.push(keysOf(gfns, (page) => kinds[page] === PageKind.ZERO, i));
    offset = record.previousOffset;
  }
  const table = listsOf(keys, firstPoint);
  return {
    offset: at.offset,
    points: columnsOf(points, firstPoint),
    pointOffsets,
    slices: [],
    table,
  };
}

/** About how many bytes a rebuilt segment takes. */
export function bytesOfRebuilt({ points, table }: RebuiltSegment): number {
  return points.bytes + 8 * points.length + 8 * table.gfns.length + 4 * table.codes.length;
}
