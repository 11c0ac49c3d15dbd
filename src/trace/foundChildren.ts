import { damaged } from './damage';
import { DIR } from './directoryRecord';
import { SEGMENT_POINTS } from './format';
import type { Subtree } from './nodeRecord';
import { readPoint } from './pointRecord';
import type { RecordReader } from './recordReader';

/** SEGs made from POINTs in place of what is below one damaged NODE. */
const MOST_STAND_INS = 4096;

/**
 * What a damaged NODE has below it: the roots that the DIR before it names, and the SEG that filled it,
 * which is made from its POINTs, since no other record tells where it is. More such SEGs stand for what
 * that DIR does not name, as one that was damaged when the trace was recovered.
 * @param lastPointOffset offset of the NODE's last POINT.
 * @throws KemariError of kind `input` if there is more damage.
 */
export async function findChildren(
  records: RecordReader,
  at: Subtree,
  lastPointOffset: number,
): Promise<readonly Subtree[]> {
  const end = at.firstPoint + at.points;
  const { dirOffset } = await readPoint(records, lastPointOffset, end - 1);
  const before = dirOffset === 0 ? [] : (await records.read(dirOffset, DIR)).roots;
  const children: Subtree[] = [];
  let next = at.firstPoint;
  for (const root of before) {
    if (root.firstPoint !== next || root.level >= at.level || next + root.points > end) continue;
    children.push(root);
    next += root.points;
  }
  if (end - next > MOST_STAND_INS * SEGMENT_POINTS) {
    const expected = `what is below the NODE at ${at.offset}`;
    throw damaged(records.file, dirOffset || lastPointOffset, 'DIR record', expected, 'less');
  }
  for (; next < end; next += SEGMENT_POINTS) {
    const points = Math.min(SEGMENT_POINTS, end - next);
    children.push({ level: 0, offset: 0, firstPoint: next, points });
  }
  return children;
}
