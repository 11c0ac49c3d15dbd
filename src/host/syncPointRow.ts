/** How one row of the tree writes its numbers, so that they stand in columns without a table. */

import { formatNumber } from './numberFormat';

/** As wide as a digit in every font. */
const FIGURE_SPACE = '\u2007';

/** Longest bar, in characters; each stands for two steps. */
const BAR_CHARACTERS = 6;
const FULL = '\u2501';
const HALF = '\u2578';

/** Right-aligns a number's text among others of up to `width` characters. */
export function padFigures(text: string, width: number): string {
  return text.padStart(width, FIGURE_SPACE);
}

/** The value as a bar of box-drawing characters, as long as its share of the maximum. */
export function bar(value: number, maximum: number): string {
  if (value <= 0 || maximum <= 0) return '';
  const steps = Math.max(1, Math.round((Math.min(value, maximum) / maximum) * BAR_CHARACTERS * 2));
  return FULL.repeat(steps >> 1) + (steps % 2 === 1 ? HALF : '');
}

/** Microseconds with a unit that leaves one to four digits: `870 µs`, `3.4 ms`, `1.25 s`. */
export function formatDuration(microseconds: number): string {
  if (microseconds < 1000) return `${formatNumber(microseconds)}\u00a0µs`;
  if (microseconds < 1_000_000) return `${formatMilliseconds(microseconds)}\u00a0ms`;
  return `${formatNumber(microseconds / 1_000_000, 2, true)}\u00a0s`;
}

/** Microseconds as milliseconds with one digit, without the unit. */
function formatMilliseconds(microseconds: number): string {
  return formatNumber(microseconds / 1000, 1, true);
}

/** Bytes with a binary unit: `512 B`, `64 KiB`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${formatNumber(value, 1, !Number.isInteger(value))}\u00a0${units[unit]}`;
}

/** What a row says of a point. */
export interface RowFigures {
  readonly dirtyPages: number;
  readonly pauseUs: number;
}

/** How wide the columns of sibling rows are. */
export interface RowColumns {
  /** Characters of the pages and of the pause. */
  readonly pages: number;
  readonly pause: number;
  /** The pause that fills a bar. */
  readonly fullBarUs: number;
}

/** A bar is full at this share of the siblings, so that one stall does not flatten all others. */
const FULL_BAR_SHARE = 0.95;

/** Columns that have room for all of these rows. */
export function columnsOf(rows: readonly RowFigures[]): RowColumns {
  const pauses = rows.map(({ pauseUs }) => pauseUs).sort((a, b) => a - b);
  return {
    pages: Math.max(...rows.map(({ dirtyPages }) => formatNumber(dirtyPages).length)),
    pause: Math.max(...pauses.map((pauseUs) => formatMilliseconds(pauseUs).length)),
    fullBarUs: pauses[Math.ceil(pauses.length * FULL_BAR_SHARE) - 1],
  };
}

/** Pages, pause and the pause as a bar, each in its column. */
export function pointDescription(row: RowFigures, columns: RowColumns): string {
  return [
    padFigures(formatNumber(row.dirtyPages), columns.pages),
    `${padFigures(formatMilliseconds(row.pauseUs), columns.pause)}\u00a0ms`,
    bar(row.pauseUs, columns.fullBarUs),
  ].join('  ');
}
