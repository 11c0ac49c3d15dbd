import { CAUSES, OUTPUT_KINDS } from '../core/syncPoint';
import { pathCompletions } from './pathCompletions';
import type { QueryKnowledge } from './knowledge';
import { COMPARISONS, tokensOf, type Token } from './tokens';
import { CAUSE_ABOUT, CAUSE_FIELD, FUNCTIONS, NUMBER_FIELDS } from './vocabulary';

/** What kind of thing a completion is, for its icon. */
export type CompletionKind =
  'field' | 'function' | 'cause' | 'output' | 'device' | 'deviceField' | 'operator';

/** Something that can stand at the caret. */
export interface Completion {
  readonly kind: CompletionKind;
  /** For the list. */
  readonly label: string;
  /** What it is; empty where the label says it. */
  readonly about: string;
  /** The text that replaces the part from `from` to `to`; the caret goes behind it. */
  readonly insert: string;
}

/** What can stand at a place of a query. */
export interface Completions {
  /** First character of what a completion replaces. */
  readonly from: number;
  /** The one behind the last. */
  readonly to: number;
  /** Those that fit what is there already, the likeliest first. */
  readonly items: readonly Completion[];
}

/**
 * What can stand at the caret of a query, of which the rest may be missing or wrong.
 * @param knowledge of the trace that is asked, for the names of its devices and their fields.
 */
export function completionsAt(
  text: string,
  caret: number,
  knowledge?: QueryKnowledge,
): Completions {
  const tokens = tokensOf(text.slice(0, caret)).slice(0, -1);
  const last = tokens.at(-1);
  const isPartial =
    last !== undefined &&
    last.offset + last.length === caret &&
    (last.kind === 'name' || (last.kind === 'text' && !last.closed));
  const before = isPartial ? tokens.slice(0, -1) : tokens;
  const typed = isPartial ? last : undefined;
  const from = typed?.offset ?? caret;
  const to = typed === undefined ? caret : endOfWord(text, typed, caret);
  const written = typed?.kind === 'text' ? typed.value : typed?.kind === 'name' ? typed.name : '';
  const isText = typed?.kind === 'text';
  return {
    from,
    to,
    items: itemsAfter(before, { written, isText, rest: text.slice(to) }, knowledge),
  };
}

/** The word at the caret, as far as it is written. */
export interface Written {
  readonly written: string;
  /** Whether the caret is between quotes. */
  readonly isText: boolean;
  /** What follows the word. */
  readonly rest: string;
}

function itemsAfter(
  before: readonly Token[],
  word: Written,
  knowledge: QueryKnowledge | undefined,
): readonly Completion[] {
  const previous = before.at(-1);
  const called =
    previous !== undefined && isSymbol(previous, '(') ? nameOf(before.at(-2)) : undefined;
  switch (called) {
    case 'output':
      return fitting(
        OUTPUT_KINDS.map((kind) => quoted('output', kind, word, ')')),
        word,
      );
    case 'device':
    case 'changed':
      return knowledge === undefined
        ? []
        : pathCompletions(knowledge.devices, called === 'changed', word);
    case 'touches':
      return [];
    case undefined:
  }
  if (previous !== undefined && isComparison(previous)) {
    if (nameOf(before.at(-2)) === CAUSE_FIELD) {
      return fitting(
        CAUSES.map((cause) => quoted('cause', cause, word, '')),
        word,
      );
    }
    return word.isText ? [] : fitting(values(), word);
  }
  if (word.isText) return [];
  if (previous === undefined || !isOperandEnd(previous)) return fitting(conditions(), word);
  return fitting(operatorsAfter(before), word);
}

/** What a condition can begin with. */
function conditions(): Completion[] {
  const cause = {
    kind: 'field',
    label: CAUSE_FIELD,
    about: CAUSE_ABOUT,
    insert: 'cause == ',
  } as const;
  const fields = NUMBER_FIELDS.map(({ name, about }) => ({
    ...({ kind: 'field', label: name, about, insert: `${name} ` } as const),
  }));
  return [cause, ...fields, ...functions()];
}

/** What a number can be compared with, besides a number. */
function values(): Completion[] {
  const fields = NUMBER_FIELDS.map(({ name, about }) => ({
    ...({ kind: 'field', label: name, about, insert: name } as const),
  }));
  return [...fields, ...functions().filter(({ label }) => label === 'device()')];
}

function functions(): Completion[] {
  return FUNCTIONS.map(({ name, about, example }) => ({
    kind: 'function',
    label: `${name}()`,
    about: `${about}: ${example}`,
    insert: name === 'touches' ? `${name}(` : `${name}("`,
  }));
}

/** What can follow what was written last. */
function operatorsAfter(before: readonly Token[]): Completion[] {
  const start = operandStart(before);
  const operand = before[start];
  const isRight = start > 0 && isComparison(before[start - 1]);
  const name = nameOf(operand);
  const isCall = start < before.length - 1;
  const isField = isCall ? name === 'device' : name !== undefined;
  if (isRight || !isField) {
    return ['&&', '||'].map((symbol) => operator(symbol, symbol === '&&' ? 'and' : 'or'));
  }
  const comparisons = name === CAUSE_FIELD ? (['==', '!='] as const) : COMPARISONS;
  return comparisons.map((symbol) => operator(symbol, ''));
}

/** Where the field, call or parenthesis that ends the tokens begins. */
function operandStart(tokens: readonly Token[]): number {
  let depth = 0;
  for (let i = tokens.length - 1; i >= 0; i--) {
    if (isSymbol(tokens[i], ')')) depth++;
    else if (isSymbol(tokens[i], '(')) depth--;
    if (depth > 0) continue;
    return isSymbol(tokens[i], '(') && nameOf(tokens[i - 1]) !== undefined ? i - 1 : i;
  }
  return 0;
}

function operator(symbol: string, about: string): Completion {
  return { kind: 'operator', label: symbol, about, insert: `${symbol} ` };
}

/** A name in quotes, with what closes it unless that is there. */
function quoted(kind: CompletionKind, name: string, { rest }: Written, close: string): Completion {
  const end = close !== '' && !rest.trimStart().startsWith(close) ? close : '';
  return { kind, label: name, about: '', insert: `"${name}"${end}` };
}

/** Those that begin like the word, then those that contain it. */
function fitting(items: readonly Completion[], { written }: Written): Completion[] {
  const word = written.toLowerCase();
  const names = items.map(({ label }) => label.toLowerCase());
  const begin = items.filter((_, i) => names[i].startsWith(word));
  return [...begin, ...items.filter((_, i) => names[i].indexOf(word) > 0)];
}

/** The end of the word in which the caret is. */
function endOfWord(text: string, typed: Token, caret: number): number {
  if (typed.kind === 'text') {
    const quote = text[typed.offset];
    const end = text.indexOf(quote, caret);
    // Quotes further on may belong to another text.
    const rest = end < 0 ? '' : text.slice(caret, end);
    return end >= 0 && /^[\w.*-]*$/.test(rest) ? end + 1 : caret;
  }
  return caret + (/^[\w.-]*/.exec(text.slice(caret))?.[0].length ?? 0);
}

function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === 'symbol' && token.symbol === symbol;
}

function isComparison(token: Token): boolean {
  return COMPARISONS.some((symbol) => isSymbol(token, symbol));
}

function isOperandEnd(token: Token): boolean {
  return token.kind !== 'symbol' || token.symbol === ')';
}

function nameOf(token: Token | undefined): string | undefined {
  return token?.kind === 'name' ? token.name : undefined;
}
