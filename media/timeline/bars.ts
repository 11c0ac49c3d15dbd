import type { TimelineColumns } from '../../src/protocol/inspector';
import { columnCount, columnPoints } from './columnPauses';
import { WIDEST_BAR } from './geometry';
import { slotLeft, type PointScale } from './scales';
import { snapped } from './timelinePicture';

/** A column as the lanes draw it. */
export interface Bar {
  readonly columns: TimelineColumns;
  readonly column: number;
  /** The points of the column that are shown. */
  readonly from: number;
  readonly to: number;
  /** In CSS pixels. */
  readonly left: number;
  readonly width: number;
}

/**
 * The columns that are seen. Where the range's own are not there yet, as while it moves, the
 * overview's coarser ones stand in for them, so that the lanes are never empty.
 */
export function barsOf(
  scale: PointScale,
  ratio: number,
  columns: TimelineColumns | undefined,
  overview: TimelineColumns | undefined,
): Bar[] {
  const bars: Bar[] = [];
  const own = columns !== undefined && columns.from <= scale.to && columns.to >= scale.from;
  if (!own) {
    if (overview !== undefined) addBars(bars, scale, ratio, overview, scale.from, scale.to);
    return bars;
  }
  if (overview !== undefined) {
    addBars(bars, scale, ratio, overview, scale.from, columns.from - 1);
  }
  addBars(bars, scale, ratio, columns, scale.from, scale.to);
  if (overview !== undefined) addBars(bars, scale, ratio, overview, columns.to + 1, scale.to);
  return bars;
}

/** Adds the columns of the points from one to another that the columns have. */
function addBars(
  bars: Bar[],
  scale: PointScale,
  ratio: number,
  columns: TimelineColumns,
  from: number,
  to: number,
): void {
  const first = Math.max(from, columns.from);
  const last = Math.min(to, columns.to);
  if (first > last) return;
  const columnAt = (point: number): number =>
    Math.floor((point - columns.start) / columns.pointsPerColumn);
  const end = Math.min(columnCount(columns) - 1, columnAt(last));
  for (let column = columnAt(first); column <= end; column++) {
    const points = columnPoints(columns, column);
    const shown = { from: Math.max(points.from, first), to: Math.min(points.to, last) };
    bars.push({ columns, column, ...shown, ...placeOf(scale, ratio, shown.from, shown.to) });
  }
}

/** Left edge and width of the bar over some points, on whole pixels, with a gap where there is room. */
function placeOf(
  scale: PointScale,
  ratio: number,
  from: number,
  to: number,
): { readonly left: number; readonly width: number } {
  const left = snapped(slotLeft(scale, from), ratio);
  const full = snapped(slotLeft(scale, to + 1), ratio) - left;
  const width = Math.max(1 / ratio, full > 2 ? full - 1 : full);
  if (width <= WIDEST_BAR) return { left, width };
  return { left: snapped(left + (full - WIDEST_BAR) / 2, ratio), width: WIDEST_BAR };
}
