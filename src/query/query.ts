import { formatHex, type Gfn } from '../core/gfn';
import type { SyncPoint } from '../core/syncPoint';
import { columnsOf } from '../trace/pointColumns';
import { Checker } from './checker';
import { leavesOf, type Condition, type Leaf } from './condition';
import type { QueryKnowledge } from './knowledge';
import type { QueryError } from './queryError';
import { isSyntaxError, parseSyntax } from './syntax';
import { makeTest, Verdict, type Test } from './verdict';

/** A question to ask of sync points, well formed and with its types checked. */
export class Query {
  /** What only reading pages or devices may tell; `answers` of a {@link Test} are in this order. */
  readonly leaves: readonly Leaf[];
  readonly test: Test;

  /** @param condition what the text means. */
  constructor(
    readonly text: string,
    readonly condition: Condition,
  ) {
    this.leaves = leavesOf(condition);
    this.test = makeTest(condition, this.leaves);
  }

  /**
   * Whether a sync point fits, as far as its facts tell: undefined where its pages or its devices must
   * be read to know, which `matchesAt` does.
   */
  matches(point: SyncPoint): boolean | undefined {
    const points = columnsOf([point], point.point);
    const verdict = this.test({ points, answers: [], missing: -1 }, 0);
    return verdict === Verdict.unknown ? undefined : verdict === Verdict.yes;
  }
}

/** Asks whether a page of a range was dirty. */
export function touchesQuery({ first, last }: { readonly first: Gfn; readonly last: Gfn }): Query {
  const text = `touches(${formatHex(first)}, ${formatHex(last)})`;
  return new Query(text, { kind: 'touches', first, last });
}

/** Asks whether all of these fit. */
export function allOf(queries: readonly Query[]): Query {
  const text = queries.map((query) => `(${query.text})`).join(' && ');
  return new Query(text, { kind: 'all', parts: queries.map(({ condition }) => condition) });
}

/**
 * Reads a query. Never throws for a bad text.
 * @param knowledge of the trace that will be asked, for errors about devices, fields and pages that it
 *   does not have; without it, these are taken as they are.
 * @returns all that is wrong with it, in order, where something is.
 */
export function parseQuery(
  text: string,
  knowledge?: QueryKnowledge,
): Query | readonly QueryError[] {
  const expression = parseSyntax(text);
  if (isSyntaxError(expression)) return [expression];
  const checker = new Checker(knowledge);
  const condition = checker.condition(expression);
  const { errors } = checker;
  return errors.length === 0
    ? new Query(text, condition)
    : [...errors].sort((a, b) => a.offset - b.offset);
}
