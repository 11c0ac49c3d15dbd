import { PHASES, type TimelineColumns } from '../../src/protocol/inspector';

/** How many columns there are. */
export function columnCount(columns: TimelineColumns): number {
  return columns.dirtyPages.length;
}

/** The first and last sync point that a column covers. */
export function columnPoints(
  columns: TimelineColumns,
  column: number,
): { readonly from: number; readonly to: number } {
  const first = columns.start + column * columns.pointsPerColumn;
  return {
    from: Math.max(columns.from, first),
    to: Math.min(columns.to, first + columns.pointsPerColumn - 1),
  };
}

/** The column that covers a point; -1 if none does. */
export function columnOf(columns: TimelineColumns, point: number): number {
  if (point < columns.from || point > columns.to) return -1;
  return Math.floor((point - columns.start) / columns.pointsPerColumn);
}

/** Microseconds of the column's longest pause in one phase, by its place in PHASES. */
export function phaseUs(columns: TimelineColumns, column: number, phase: number): number {
  return columns.phasesUs[column * PHASES.length + phase];
}

/** How many points a column covers. */
export function pointsIn(columns: TimelineColumns, column: number): number {
  const { from, to } = columnPoints(columns, column);
  return to - from + 1;
}

/** Microseconds of the column's longest pause. */
export function pauseUs(columns: TimelineColumns, column: number): number {
  let pause = 0;
  for (let phase = 0; phase < PHASES.length; phase++) pause += phaseUs(columns, column, phase);
  return pause;
}

/** Microseconds of each column's longest pause. */
export function longestPauses(columns: TimelineColumns): Float64Array {
  return Float64Array.from({ length: columnCount(columns) }, (_, i) => pauseUs(columns, i));
}

/** How much longer than the middle one a pause must be to count as a stall. */
const STALL = 8;

/** At most this many stalls are marked, the longest ones. */
const MOST_STALLS = 3;

/**
 * The columns whose pause stands far above the middle one, the longest first. Sync point 0 is left
 * out: it carries the whole image and is always long.
 */
export function stalls(columns: TimelineColumns, pauses: Float64Array): number[] {
  const candidates = [...pauses.keys()].filter(
    (column) => columnPoints(columns, column).from !== 0,
  );
  if (candidates.length < 16) return [];
  const sorted = candidates.map((column) => pauses[column]).sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1];
  return candidates
    .filter((column) => middle > 0 && pauses[column] > middle * STALL)
    .sort((a, b) => pauses[b] - pauses[a])
    .slice(0, MOST_STALLS);
}
