import type { Query } from '../../query/query';
import type { Direction } from '../../replay/stepping';
import type { Trace } from '../../trace/trace';
import { pacedPieces } from './pacedPieces';

/**
 * The nearest point in a direction that fits, past the trace's end from its other end, and at last the
 * point itself.
 */
export async function nearestMatch(
  trace: Trace,
  query: Query,
  point: number,
  direction: Direction,
  signal: AbortSignal,
  progress: (searchedTo: number) => void,
): Promise<number | undefined> {
  const last = trace.pointCount - 1;
  const ways: readonly (readonly [number, number])[] =
    direction === 'forward'
      ? [
          [point + 1, last],
          [0, point],
        ]
      : [
          [point - 1, 0],
          [last, point],
        ];
  for (const [from, to] of ways) {
    if (direction === 'forward' ? from > to : from < to) continue;
    for await (const { points, searchedTo } of pacedPieces(trace, query, from, to, signal)) {
      if (points.length > 0) return points[0];
      progress(searchedTo);
    }
  }
  return undefined;
}
