import { findMatchPieces, type MatchPiece } from '../../query/findMatches';
import type { Query } from '../../query/query';
import type { Trace } from '../../trace/trace';

/** After so long, whatever else waits in the extension host has its turn. */
const TURN_MS = 12;

/**
 * The pieces of a search, with pauses: reads that the system has cached never wait, and a search of
 * many points would let nobody else in, also not who wants to cancel it.
 */
export async function* pacedPieces(
  trace: Trace,
  query: Query,
  from: number,
  to: number,
  signal: AbortSignal,
): AsyncGenerator<MatchPiece, void, void> {
  let began = performance.now();
  for await (const piece of findMatchPieces(trace, query, from, to, signal)) {
    yield piece;
    if (performance.now() - began < TURN_MS) continue;
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    began = performance.now();
  }
}
