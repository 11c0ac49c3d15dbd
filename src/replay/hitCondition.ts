/** Which of a breakpoint's hits count, by their number from 1. */
export interface HitCondition {
  /** As it was written. */
  readonly text: string;
  holds(hit: number): boolean;
}

const OPERATORS: Readonly<Record<string, (hit: number, value: number) => boolean>> = {
  '=': (hit, value) => hit === value,
  '==': (hit, value) => hit === value,
  '>': (hit, value) => hit > value,
  '>=': (hit, value) => hit >= value,
  '<': (hit, value) => hit < value,
  '<=': (hit, value) => hit <= value,
  '%': (hit, value) => hit % value === 0,
};

/**
 * Reads `3` (the third hit), `>= 3` (from the third on), `% 5` (every fifth), and the like.
 * @returns undefined if it is nothing of the kind.
 */
export function parseHitCondition(text: string): HitCondition | undefined {
  const match = /^\s*(==?|[<>]=?|%)?\s*(\d{1,10})\s*$/.exec(text);
  if (match === null) return undefined;
  const [operator, value] = [match[1] ?? '==', Number(match[2])];
  if (operator === '%' && value === 0) return undefined;
  const compare = OPERATORS[operator];
  return { text, holds: (hit) => compare(hit, value) };
}
