import { completionsAt, type Completion } from '../../query/completions';
import type { QueryKnowledge } from '../../query/knowledge';
import { parseQuery, Query } from '../../query/query';
import type { QueryError } from '../../query/queryError';

/** A row of the list below a query that is being typed. */
export type QueryItem =
  /** Asks the query. */
  | { readonly kind: 'run'; readonly query: Query }
  /** What is wrong, and at which part of the text; that is empty where something is missing. */
  | { readonly kind: 'error'; readonly message: string; readonly part: string }
  /** Makes the text another: puts right what is wrong, goes on with it, or takes an earlier one. */
  | { readonly kind: 'fix'; readonly name: string; readonly part: string; readonly text: string }
  | { readonly kind: 'completion'; readonly completion: Completion; readonly text: string }
  | { readonly kind: 'recent'; readonly text: string };

/**
 * What can be done with the text of a query, the likeliest first: the first row is what Enter should do.
 * @param recent texts of earlier queries.
 */
export function queryItems(
  text: string,
  knowledge: QueryKnowledge,
  recent: readonly string[],
): readonly QueryItem[] {
  const completions = completionItems(text, knowledge);
  if (text.trim() === '') {
    return [...recent.map((each) => ({ kind: 'recent', text: each }) as const), ...completions];
  }
  const result = parseQuery(text, knowledge);
  if (result instanceof Query) return [{ kind: 'run', query: result }, ...completions];

  const [first, ...others] = result;
  const errors = [first, ...others].map((error) => errorItem(text, error));
  const isUnfinished = others.length === 0 && first.offset + first.length >= text.trimEnd().length;
  if (isUnfinished && completions.length > 0) return [...completions, ...errors];
  return [...fixItems(text, first), ...errors, ...completions];
}

function completionItems(text: string, knowledge: QueryKnowledge): QueryItem[] {
  const { from, to, items } = completionsAt(text, text.length, knowledge);
  const before = text.slice(0, from);
  return items.flatMap((completion): QueryItem[] => {
    // Operators stand between spaces, also if none was typed.
    const space = completion.kind === 'operator' && /\S$/.test(before) ? ' ' : '';
    const completed = before + space + completion.insert + text.slice(to);
    return completed.trim() === text.trim()
      ? []
      : [{ kind: 'completion', completion, text: completed }];
  });
}

function errorItem(text: string, { message, offset, length }: QueryError): QueryItem {
  return { kind: 'error', message, part: text.slice(offset, offset + length) };
}

/** What could stand where the text is wrong. */
function fixItems(text: string, { offset, length, expected = [] }: QueryError): QueryItem[] {
  const part = text.slice(offset, offset + length);
  // Where something is missing, the completions say what may come.
  if (part.trim() === '') return [];
  const [before, after] = [text.slice(0, offset), text.slice(offset + length)];
  return expected.slice(0, MOST_FIXES).map((name) => ({
    kind: 'fix',
    name,
    part,
    text: before + replacement(part, name) + after,
  }));
}

/** Keeps the quotes of a text. */
function replacement(part: string, name: string): string {
  const quote = /^["']/.exec(part)?.[0];
  return quote === undefined || name.startsWith(quote) ? name : `${quote}${name}${quote}`;
}

/** More would hide what is wrong. */
const MOST_FIXES = 5;
