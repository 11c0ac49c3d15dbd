import type { TimelineColumns } from '../../src/protocol/inspector';
import { formatNumber } from '../l10n';
import { columnCount, columnPoints, pointsIn } from './columnPauses';

const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A round moment and where it lies among the points; 3.5 is the middle of point 3. */
export interface TimeTick {
  readonly us: number;
  readonly point: number;
}

/** When the guest began to run towards a point, in microseconds; between columns it is estimated. */
export function timeAt(columns: TimelineColumns, point: number): number {
  const column = Math.max(
    0,
    Math.min(
      columnCount(columns) - 1,
      Math.floor((point - columns.start) / columns.pointsPerColumn),
    ),
  );
  const [start, end] = timesOf(columns, column);
  const share = (point - columnPoints(columns, column).from) / pointsIn(columns, column);
  return start + (end - start) * Math.max(0, Math.min(1, share));
}

/**
 * Round moments of a range of points.
 * @param room how many labels fit.
 */
export function timeTicks(
  columns: TimelineColumns,
  from: number,
  to: number,
  room: number,
): { readonly ticks: readonly TimeTick[]; readonly stepUs: number } {
  const [first, last] = [timeAt(columns, from), timeAt(columns, to + 1)];
  if (!(last > first)) return { ticks: [], stepUs: SECOND };
  const stepUs = timeStep((last - first) / Math.max(1, room));
  const ticks: TimeTick[] = [];
  for (let us = Math.ceil(first / stepUs) * stepUs; us <= last; us += stepUs) {
    ticks.push({ us, point: pointAtTime(columns, us) });
  }
  return { ticks, stepUs };
}

/** `0.25 s`, `12 s`, `1:05`, `2:00:00`: as exact as the distance of two ticks needs. */
export function formatMoment(us: number, stepUs: number, longestUs: number): string {
  const digits = Math.max(0, Math.min(6, Math.ceil(-Math.log10(stepUs / SECOND) - 1e-9)));
  if (longestUs < MINUTE) return `${formatNumber(us / SECOND, digits, true)} s`;
  const [hours, minutes] = [Math.floor(us / HOUR), Math.floor((us % HOUR) / MINUTE)];
  const seconds = formatNumber((us % MINUTE) / SECOND, digits, true);
  const whole = seconds.padStart(digits > 0 ? digits + 3 : 2, '0');
  return longestUs < HOUR
    ? `${minutes}:${whole}`
    : `${hours}:${String(minutes).padStart(2, '0')}:${whole}`;
}

/** The place among the points at which a moment lies. */
function pointAtTime(columns: TimelineColumns, us: number): number {
  let [low, high] = [0, columnCount(columns) - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (columns.startUs[middle] <= us) low = middle;
    else high = middle - 1;
  }
  const [start, end] = timesOf(columns, low);
  const share = end > start ? (us - start) / (end - start) : 0;
  return columnPoints(columns, low).from + pointsIn(columns, low) * Math.max(0, Math.min(1, share));
}

/** When a column begins and ends. */
function timesOf(columns: TimelineColumns, column: number): readonly [start: number, end: number] {
  const next = column + 1 < columnCount(columns) ? columns.startUs[column + 1] : columns.endUs;
  return [columns.startUs[column], next];
}

const ROUND_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

function timeStep(atLeastUs: number): number {
  const seconds = atLeastUs / SECOND;
  if (seconds > 1) {
    const round = ROUND_SECONDS.find((each) => each >= seconds);
    return (round ?? Math.ceil(seconds / 3600) * 3600) * SECOND;
  }
  const power = 10 ** Math.floor(Math.log10(Math.max(1, atLeastUs)));
  return ([1, 2, 5].find((step) => step * power >= atLeastUs) ?? 10) * power;
}
