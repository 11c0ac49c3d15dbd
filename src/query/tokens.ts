import type { Span } from './queryError';

/** Comparisons, as they are written. */
export const COMPARISONS = ['==', '!=', '<=', '>=', '<', '>'] as const;
export type Comparison = (typeof COMPARISONS)[number];

const SYMBOLS = ['&&', '||', ...COMPARISONS, '!', '(', ')', ','] as const;
export type QuerySymbol = (typeof SYMBOLS)[number];

/** A word of a query. */
export type Token = Span &
  (
    | { readonly kind: 'number'; readonly value: number | bigint }
    /** `closed` is false where the quotes are still open at the end of the text. */
    | { readonly kind: 'text'; readonly value: string; readonly closed: boolean }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'symbol'; readonly symbol: QuerySymbol }
    /** What no query has. */
    | { readonly kind: 'wrong'; readonly message: string; readonly expected?: readonly string[] }
    | { readonly kind: 'end' }
  );

const SPACE = /\s+/y;
/** With hyphens and dots, so that a cause or a device's field without quotes is seen as a whole. */
const NAME = /[a-z_][\w.-]*/iy;
const NUMBER = /-?\d[\w.]*([+-]\d+)?/y;
const TEXT = /(["'])((?:\\.|(?!\1)[^\\])*)(\1?)/sy;
const WRONG = /[&|=!<>]+|./suy;

/** What people write who come from another language. */
const MEANT: Readonly<Record<string, string>> = {
  '=': '==',
  '===': '==',
  '!==': '!=',
  '<>': '!=',
  '=<': '<=',
  '=>': '>=',
  '&': '&&',
  '|': '||',
};

/** The words of a text; the last is always of kind `end`. Any text has some. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = offset;
    return pattern.exec(text);
  };
  for (;;) {
    offset += match(SPACE)?.[0].length ?? 0;
    if (offset >= text.length) break;
    const token = nextToken(text, offset, match);
    tokens.push(token);
    offset += token.length;
  }
  tokens.push({ kind: 'end', offset: text.length, length: 0 });
  return tokens;
}

function nextToken(
  text: string,
  offset: number,
  match: (pattern: RegExp) => RegExpExecArray | null,
): Token {
  const name = match(NAME)?.[0];
  if (name !== undefined) return { kind: 'name', offset, length: name.length, name };
  const number = match(NUMBER)?.[0];
  if (number !== undefined) return numberToken(number, offset);
  const quoted = match(TEXT);
  if (quoted !== null) {
    const value = quoted[2].replace(/\\(.)/gs, '$1');
    return { kind: 'text', offset, length: quoted[0].length, value, closed: quoted[3] !== '' };
  }
  // `!(` are two symbols, `!==` is a wrong one.
  const symbol = SYMBOLS.find((each) => text.startsWith(each, offset));
  const wrong = match(WRONG)?.[0] ?? text.slice(offset);
  const run = MEANT[wrong] === undefined ? symbol : undefined;
  if (run !== undefined) return { kind: 'symbol', offset, length: run.length, symbol: run };
  const meant = MEANT[wrong];
  const at = { offset, length: wrong.length };
  if (meant === undefined) return { kind: 'wrong', ...at, message: `a query has no ${wrong}` };
  const message = `a query has no ${wrong}; write ${meant}`;
  return { kind: 'wrong', ...at, message, expected: [meant] };
}

function numberToken(written: string, offset: number): Token {
  const at = { offset, length: written.length };
  const digits = written.replace(/(?<=[\da-f])_(?=[\da-f])/gi, '');
  if (/^-?(\d+|0x[\da-f]+)$/i.test(digits)) {
    const size = BigInt(digits.replace('-', ''));
    const value = digits.startsWith('-') ? -size : size;
    const isSafe = size <= BigInt(Number.MAX_SAFE_INTEGER);
    return { kind: 'number', ...at, value: isSafe ? Number(value) : value };
  }
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(digits)) {
    return { kind: 'number', ...at, value: Number(digits) };
  }
  const message = `${written} is no number; write it like 500, 1.5, 1e6 or 0x1f4`;
  return { kind: 'wrong', ...at, message };
}
