import type { ComparedRange } from '../../src/protocol/comparison';

/**
 * The range that is meant when one end was typed: a single point moves as a whole with its first end,
 * and an end that passes the other one takes it along.
 */
export function rangeWith(range: ComparedRange, end: 'from' | 'to', point: number): ComparedRange {
  if (end === 'to') return { from: Math.min(range.from, point), to: point };
  const isPoint = range.from === range.to;
  return { from: point, to: isPoint ? point : Math.max(range.to, point) };
}

/** The range behind or before this one, as long as it; undefined if the trace has no room for it. */
export function neighbour(
  { from, to }: ComparedRange,
  direction: 1 | -1,
  lastPoint: number,
): ComparedRange | undefined {
  const by = direction * (to - from + 1);
  const moved = { from: from + by, to: to + by };
  return moved.from < 0 || moved.to > lastPoint ? undefined : moved;
}
