import { NODE_CHILDREN, SEGMENT_POINTS } from '../trace/format';
import type { RangeFigures } from '../trace/rangeFigures';
import type { Trace } from '../trace/trace';
import { Verdict } from './verdict';

/** First version of the file format whose index keeps the figures of its parts. */
const VERSION_WITH_FIGURES = 2;

/** Points of the largest and of the smallest part that is judged as a whole. */
const LARGEST_PART = SEGMENT_POINTS * NODE_CHILDREN ** 2;
const SMALLEST_PART = SEGMENT_POINTS;

/** A part of a range: all of its points fit, none does, or they must be looked at. */
export interface JudgedRange {
  readonly from: number;
  /** The last. */
  readonly to: number;
  readonly verdict: Verdict;
}

/**
 * Parts of a range, ascending, that together are all of it, with what the figures of each tell. Parts
 * are those of the trace's index, so that figures of whole ones are there; what must be looked at comes in
 * parts of a segment at most.
 */
export async function* judgedRanges(
  trace: Trace,
  from: number,
  to: number,
  judge: (range: RangeFigures) => Verdict,
): AsyncGenerator<JudgedRange, void, void> {
  const hasFigures = trace.header.version >= VERSION_WITH_FIGURES;
  for (let next = from; next <= to;) {
    let size = hasFigures ? LARGEST_PART : SMALLEST_PART;
    for (;;) {
      const end = Math.min(to, next - (next % size) + size - 1);
      const isWhole = hasFigures && next % size === 0 && end === next + size - 1;
      // The ends of a range cost as much to judge as to look at.
      const verdict = isWhole ? judge(await trace.figures(next, end)) : Verdict.unknown;
      if (verdict !== Verdict.unknown || size === SMALLEST_PART) {
        yield { from: next, to: end, verdict };
        next = end + 1;
        break;
      }
      size /= NODE_CHILDREN;
    }
  }
}
