import { chosenPointRows } from '../analysis/rows/rowSources';
import type { SyncPoint } from '../core/syncPoint';
import { findMatchPieces } from '../query/findMatches';
import type { Query } from '../query/query';
import type { Trace } from '../trace/trace';
import { countOf } from './format';
import { ProgressBar } from './progressBar';
import type { TextOutput } from './terminal';
import type { PointRange } from './traceArguments';

/**
 * The points of a range that a query fits, in batches, as they are found.
 * @param err where a bar is drawn while nothing is found.
 */
export async function* matchBatches(
  trace: Trace,
  query: Query,
  { from, to }: PointRange,
  err: TextOutput,
): AsyncGenerator<readonly SyncPoint[]> {
  const bar = new ProgressBar(err, 'searching');
  try {
    for await (const { points, searchedTo } of findMatchPieces(trace, query, from, to)) {
      // The rows may be written on the same terminal.
      if (points.length > 0) bar.finish();
      yield* chosenPointRows(trace, points);
      const searched = searchedTo - from + 1;
      bar.update(searched / (to - from + 1), countOf(searched, 'sync point'));
    }
  } finally {
    bar.finish();
  }
}
