import { pointToJson } from '../../analysis/rows/jsonShapes';
import { KemariError } from '../../core/errors';
import { findMatchPieces } from '../../query/findMatches';
import { knowledgeOf } from '../../query/knowledge';
import { parseQuery, Query } from '../../query/query';
import { listed, MAX_ITEMS, type Answer, type Question } from './answer';
import { required } from './toolInput';

/** Longest query. */
const MAX_QUERY = 2000;

/** After this a search says how far it came, for a model would rather know something than wait. */
const MAX_SEARCH_MS = 20_000;

/**
 * The sync points that a query fits, and how many there are. From a later point to an earlier one it
 * searches backward.
 * @param nowMs a clock.
 */
export async function findAnswer(
  { trace, input, signal }: Question,
  nowMs: () => number = () => performance.now(),
): Promise<Answer> {
  const query = await queryOf(required('query', input.text('query', MAX_QUERY)), trace);
  const from = input.point('from') ?? 0;
  const to = input.point('to') ?? trace.pointCount - 1;

  const endMs = nowMs() + MAX_SEARCH_MS;
  const first: number[] = [];
  let matches = 0;
  let searchedTo = from;
  for await (const piece of findMatchPieces(trace, query, from, to, signal)) {
    matches += piece.points.length;
    first.push(...piece.points.subarray(0, MAX_ITEMS - first.length));
    searchedTo = piece.searchedTo;
    if (nowMs() > endMs) break;
  }
  const points = await Promise.all(first.map(async (at) => pointToJson(await trace.point(at))));
  return (items) => ({
    query: query.text,
    from,
    to,
    ...(searchedTo !== to && { searchedTo }),
    matches,
    ...listed('points', points, items, matches),
  });
}

/** @throws KemariError that tells all that is wrong with the query, and what could stand there. */
async function queryOf(text: string, trace: Question['trace']): Promise<Query> {
  const query = parseQuery(text, await knowledgeOf(trace));
  if (query instanceof Query) return query;
  const errors = query.map(({ offset, message, expected }) => {
    const instead = expected === undefined ? '' : ` (${expected.join(', ')})`;
    return `character ${offset + 1}: ${message}${instead}`;
  });
  throw new KemariError('usage', `the query is not understood: ${errors.join('; ')}`);
}
