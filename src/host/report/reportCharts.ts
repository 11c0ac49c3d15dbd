import type { Histogram } from '../../analysis/report/histogram';
import { escapeHtml } from '../inspectorHtml';

/** Widths and heights of charts, in the units of their drawing. */
const WIDTH = 480;
const BAR_HEIGHT = 16;
const HISTOGRAM_HEIGHT = 96;
const AXIS_HEIGHT = 18;

/** A part of a {@link stackedBar}. */
export interface BarPart {
  /** A class of report.css, which gives it its colour. */
  readonly className: string;
  /** From 0 to 1; all parts together are 1. */
  readonly share: number;
  /** What it is, and how much. */
  readonly label: string;
}

/** One bar whose parts fill it, such as where time goes. */
export function stackedBar(parts: readonly BarPart[]): string {
  let x = 0;
  const rects = parts.map(({ className, share, label }) => {
    const width = WIDTH * Math.max(0, share);
    const rect = `<rect class="${className}" x="${round(x)}" y="0" width="${round(width)}" height="${BAR_HEIGHT}"><title>${escapeHtml(label)}</title></rect>`;
    x += width;
    return rect;
  });
  const label = parts.map((part) => part.label).join(', ');
  return svg(WIDTH, BAR_HEIGHT, label, rects.join(''), 'none');
}

/** A range with marks in it, such as the percentiles of a distribution. */
export interface RangeMarks {
  /** Ascending; the last is the end of the range. */
  readonly values: readonly number[];
  readonly label: string;
}

/** Ranges on one scale, from 0 or, where it is logarithmic, from a hundredth of the largest on. */
export function rangeBar(
  { values, label }: RangeMarks,
  largest: number,
  scale: 'linear' | 'logarithmic',
): string {
  const place = (value: number): number => round(WIDTH * shareOf(value, largest, scale));
  const [first = 0] = values;
  const last = values.at(-1) ?? 0;
  const middle = BAR_HEIGHT / 2;
  const line = `<line class="range" x1="${place(first)}" x2="${place(last)}" y1="${middle}" y2="${middle}"/>`;
  const marks = values.map((value, i) => {
    const x = Math.min(WIDTH - 1.5, Math.max(1.5, place(value)));
    return `<line class="mark mark-${i}" x1="${x}" x2="${x}" y1="2" y2="${BAR_HEIGHT - 2}"/>`;
  });
  return svg(WIDTH, BAR_HEIGHT, label, line + marks.join(''), 'none');
}

function shareOf(value: number, largest: number, scale: 'linear' | 'logarithmic'): number {
  if (largest <= 0) return 0;
  if (scale === 'linear') return value / largest;
  const least = largest / LOGARITHMIC_RANGE;
  return Math.log(Math.max(1, value / least)) / Math.log(LOGARITHMIC_RANGE);
}

/** How much larger the right end of a logarithmic scale is than the left one. */
const LOGARITHMIC_RANGE = 10_000;

/** A value that the scale below a {@link histogram} tells. */
export interface Tick {
  /** The bin at whose right end it stands. */
  readonly bin: number;
  readonly text: string;
}

/**
 * Bars, one a bin, and a scale below them.
 * @param bin words for a bin, from above one value up to another.
 */
export function histogram(
  { counts, edges }: Histogram,
  label: string,
  bin: (from: number, to: number, count: number) => string,
  ticks: readonly Tick[],
): string {
  const most = Math.max(1, ...counts);
  const width = WIDTH / counts.length;
  const bars = counts.map((count, i) => {
    const height = count === 0 ? 0 : Math.max(1, (count / most) * HISTOGRAM_HEIGHT);
    const title = escapeHtml(bin(i === 0 ? 0 : edges[i - 1], edges[i], count));
    return `<rect class="bar" x="${round(i * width + 0.5)}" y="${round(HISTOGRAM_HEIGHT - height)}" width="${round(Math.max(1, width - 1))}" height="${round(height)}"><title>${title}</title></rect>`;
  });
  const y = HISTOGRAM_HEIGHT + AXIS_HEIGHT - 4;
  const axis = `<line class="axis" x1="0" x2="${WIDTH}" y1="${HISTOGRAM_HEIGHT}" y2="${HISTOGRAM_HEIGHT}"/>`;
  const texts = ticks.map(({ bin: at, text }) => {
    const x = round((at + 1) * width);
    const anchor = x < TICK_ROOM ? 'start' : x > WIDTH - TICK_ROOM ? 'end' : 'middle';
    return `<text class="${anchor}" x="${x}" y="${y}">${escapeHtml(text)}</text>`;
  });
  const height = HISTOGRAM_HEIGHT + AXIS_HEIGHT;
  return svg(WIDTH, height, label, bars.join('') + axis + texts.join(''), 'xMinYMin');
}

/** Half of the room that a tick's text may take. */
const TICK_ROOM = 32;

function svg(
  width: number,
  height: number,
  label: string,
  content: string,
  aspect: string,
): string {
  return (
    `<svg role="img" aria-label="${escapeHtml(label)}" viewBox="0 0 ${width} ${height}" ` +
    `preserveAspectRatio="${aspect}" class="chart">${content}</svg>`
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
