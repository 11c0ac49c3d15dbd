import type { PointMatcher } from '../../replay/pointMatcher';
import { findMatchPieces } from '../../query/findMatches';
import type { Query } from '../../query/query';

/** Sync points that a query fits. */
export function ofQuery(query: Query): PointMatcher {
  return {
    readsStates: query.leaves.some(({ kind }) => kind !== 'touches'),
    async *candidates(trace, from, to, signal) {
      for await (const { points } of findMatchPieces(trace, query, from, to, signal)) yield points;
    },
  };
}
