import { errorAt, spanOver, type QueryError, type Span } from './queryError';
import { COMPARISONS, tokensOf, type Comparison, type QuerySymbol, type Token } from './tokens';

/** A query as it is written; what it means is not looked at. */
export type Expression = Span &
  (
    | { readonly kind: 'number'; readonly value: number | bigint }
    | { readonly kind: 'text'; readonly value: string }
    | { readonly kind: 'name'; readonly name: string }
    | {
        readonly kind: 'call';
        readonly name: string;
        readonly nameSpan: Span;
        readonly args: readonly Expression[];
      }
    | { readonly kind: 'not'; readonly operand: Expression }
    | { readonly kind: 'all' | 'any'; readonly parts: readonly Expression[] }
    | {
        readonly kind: 'compare';
        readonly operator: Comparison;
        readonly operatorSpan: Span;
        readonly left: Expression;
        readonly right: Expression;
      }
  );

/** Longest text of a query. */
export const MAX_QUERY_LENGTH = 10_000;

/** Deepest nesting of parentheses, `!` and calls. */
const MAX_DEPTH = 100;

/** Words that other languages have for what is a symbol here. */
const MEANT: Readonly<Record<string, string>> = { and: '&&', or: '||', not: '!' };

/**
 * Reads a text by the grammar: `||` binds least, then `&&`, then comparisons, then `!`.
 * @returns the first error if the text is not well formed.
 */
export function parseSyntax(text: string): Expression | QueryError {
  if (text.length > MAX_QUERY_LENGTH) {
    const rest = { offset: MAX_QUERY_LENGTH, length: text.length - MAX_QUERY_LENGTH };
    return errorAt(rest, `a query has at most ${MAX_QUERY_LENGTH} characters`);
  }
  try {
    return new Parser(tokensOf(text)).query();
  } catch (error) {
    if (error instanceof Fault) return error.error;
    throw error;
  }
}

/** Whether {@link parseSyntax} gave an error. */
export function isSyntaxError(result: Expression | QueryError): result is QueryError {
  return !('kind' in result);
}

/** Leaves the parser at the first error. */
class Fault extends Error {
  constructor(readonly error: QueryError) {
    super(error.message);
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  query(): Expression {
    if (this.#atEnd) {
      throw this.#fault('the query is empty; a condition is like dirtyPages > 500');
    }
    const expression = this.#any();
    if (this.#is(')')) throw this.#fault('there is no ( that this ) closes');
    if (this.#atEnd) return expression;
    throw this.#fault('expected && or || before the next condition', ['&&', '||']);
  }

  #any(): Expression {
    return this.#joined('||', 'any', () => this.#joined('&&', 'all', () => this.#comparison()));
  }

  #joined(symbol: '&&' | '||', kind: 'all' | 'any', part: () => Expression): Expression {
    const parts = [part()];
    while (this.#take(symbol)) parts.push(part());
    const [first] = parts;
    return parts.length === 1
      ? first
      : { kind, parts, ...spanOver(first, parts[parts.length - 1]) };
  }

  #comparison(): Expression {
    const left = this.#unary();
    const operatorSpan = this.#token;
    const operator = COMPARISONS.find((symbol) => this.#take(symbol));
    if (operator === undefined) return left;
    const right = this.#unary();
    if (COMPARISONS.some((symbol) => this.#is(symbol))) {
      throw this.#fault('comparisons cannot be chained; join two of them with &&', ['&&']);
    }
    return { kind: 'compare', operator, operatorSpan, left, right, ...spanOver(left, right) };
  }

  #unary(): Expression {
    const start = this.#token;
    if (!this.#take('!')) return this.#primary();
    const operand = this.#deeper(start, () => this.#unary());
    return { kind: 'not', operand, ...spanOver(start, operand) };
  }

  #primary(): Expression {
    const token = this.#token;
    const { offset, length } = token;
    switch (token.kind) {
      case 'number':
        this.#next++;
        return { kind: 'number', value: token.value, offset, length };
      case 'text':
        if (!token.closed) throw this.#fault('the quotes are not closed');
        this.#next++;
        return { kind: 'text', value: token.value, offset, length };
      case 'name':
        if (MEANT[token.name.toLowerCase()] !== undefined) break;
        this.#next++;
        return this.#is('(')
          ? this.#call(token.name, token)
          : { kind: 'name', name: token.name, offset, length };
      case 'symbol':
        if (this.#take('(')) {
          const inner = this.#deeper(token, () => this.#any());
          return { ...inner, ...spanOver(token, this.#close(token)) };
        }
        break;
      case 'wrong':
      case 'end':
    }
    throw this.#fault('expected a field, a function, a number or text in quotes');
  }

  #call(name: string, nameSpan: Span): Expression {
    const open = this.#token;
    this.#next++;
    const args: Expression[] = [];
    if (!this.#is(')')) {
      do args.push(this.#deeper(open, () => this.#any()));
      while (this.#take(','));
    }
    const { offset, length } = nameSpan;
    const whole = spanOver(nameSpan, this.#close(open));
    return { kind: 'call', name, nameSpan: { offset, length }, args, ...whole };
  }

  /** Takes the `)`, and gives its place. */
  #close(open: Span): Span {
    const token = this.#token;
    if (this.#take(')')) return token;
    if (!this.#atEnd) throw this.#fault('expected && or || or )', ['&&', '||', ')']);
    throw new Fault(errorAt(open, 'there is no ) that closes this ('));
  }

  #deeper(at: Span, parse: () => Expression): Expression {
    if (++this.#depth > MAX_DEPTH) {
      throw new Fault(errorAt(at, `a query is nested at most ${MAX_DEPTH} deep`));
    }
    const expression = parse();
    this.#depth--;
    return expression;
  }

  get #token(): Token {
    return this.#tokens[this.#next];
  }

  get #atEnd(): boolean {
    return this.#token.kind === 'end';
  }

  #is(symbol: QuerySymbol): boolean {
    const token = this.#token;
    return token.kind === 'symbol' && token.symbol === symbol;
  }

  #take(symbol: QuerySymbol): boolean {
    const found = this.#is(symbol);
    if (found) this.#next++;
    return found;
  }

  /** An error at the next token, unless that is wrong in itself. */
  #fault(message: string, expected?: readonly string[]): Fault {
    const token = this.#token;
    if (token.kind === 'wrong') return new Fault(errorAt(token, token.message, token.expected));
    if (token.kind === 'text' && !token.closed) {
      return new Fault(errorAt(token, 'the quotes are not closed'));
    }
    const meant = token.kind === 'name' ? MEANT[token.name.toLowerCase()] : undefined;
    return meant === undefined
      ? new Fault(errorAt(token, message, expected))
      : new Fault(errorAt(token, `a query has no ${tokenText(token)}; write ${meant}`, [meant]));
  }
}

function tokenText(token: Token): string {
  return token.kind === 'name' ? token.name : '';
}
