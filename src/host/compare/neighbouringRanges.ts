import type { ComparedRange } from '../../protocol/comparison';

/** A range, and the one before it: as long as it is, or as there is room for. */
export function neighbouringRanges(
  { from, to }: ComparedRange,
  pointCount: number,
): readonly [before: ComparedRange, range: ComparedRange] {
  // Point 0 is the first image, and belongs to no range but that of everything.
  const first = Math.min(1, pointCount - 1);
  if (from > first) {
    return [
      { from: Math.max(first, from - (to - from + 1)), to: from - 1 },
      { from, to },
    ];
  }
  const middle = Math.floor((first + to) / 2);
  return [
    { from: first, to: Math.max(first, middle) },
    { from: Math.min(to, middle + 1), to: Math.max(first, to) },
  ];
}
