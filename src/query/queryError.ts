/** A part of a query's text, in UTF-16 code units. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** What is wrong with a query, and where. */
export interface QueryError extends Span {
  /** One sentence for the user: what was found, and what was expected. */
  readonly message: string;
  /** What could stand there instead, where that is a short list; the likeliest first. */
  readonly expected?: readonly string[];
}

/** The part of a text from the start of one span to the end of another. */
export function spanOver(first: Span, last: Span): Span {
  return { offset: first.offset, length: last.offset + last.length - first.offset };
}

/** An error at a place. */
export function errorAt(
  { offset, length }: Span,
  message: string,
  expected?: readonly string[],
): QueryError {
  return expected === undefined
    ? { offset, length, message }
    : { offset, length, message, expected };
}

/** The first of the errors, for who can only show one: `character 12: there is no field ...`. */
export function describeErrors(errors: readonly QueryError[]): string {
  const [first] = errors;
  return first === undefined ? '' : `character ${first.offset + 1}: ${first.message}`;
}
