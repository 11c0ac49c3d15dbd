import { knowledgeOf } from '../query/knowledge';
import { parseQuery, Query } from '../query/query';
import type { QueryError } from '../query/queryError';
import type { Trace } from '../trace/trace';
import type { Arguments } from './arguments';
import type { Option } from './command';
import { printable } from './format';
import { MarkedError } from './markedError';

/** A query that chooses sync points. */
export const WHERE_OPTION: Option = {
  name: 'where',
  value: 'QUERY',
  help: 'only sync points that fit, such as \'dirtyPages > 500 && cause == "net-tx"\'',
};

/**
 * The query of `--where`, checked against the trace; undefined if none was given.
 * @throws MarkedError that points at all that is wrong with it.
 */
export async function queryArgument(args: Arguments, trace: Trace): Promise<Query | undefined> {
  const text = args.value(WHERE_OPTION.name);
  if (text === undefined) return undefined;
  const result = parseQuery(text, await knowledgeOf(trace));
  if (result instanceof Query) return result;
  const [first, ...more] = result;
  const { message } = args.error(`--where: ${first.message}`);
  throw new MarkedError(message, [
    `  ${printable(text)}`,
    `  ${caretsBelow(text, first)}`,
    ...more.map((error) => `  ${caretsBelow(text, error)} ${printable(error.message)}`),
  ]);
}

/** Carets for the place of an error, as they stand below the text; one where it has no length. */
function caretsBelow(text: string, { offset, length }: QueryError): string {
  const columns = (part: string): number => [...printable(part)].length;
  const before = columns(text.slice(0, offset));
  const marked = columns(text.slice(offset, offset + length));
  return ' '.repeat(before) + '^'.repeat(Math.max(1, marked));
}
