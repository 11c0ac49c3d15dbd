/** How one row of the tree writes its numbers, so that they stand in columns without a table. */

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
  if (microseconds < 1000) return `${Math.round(microseconds)}\u00a0µs`;
  if (microseconds < 1_000_000) return `${(microseconds / 1000).toFixed(1)}\u00a0ms`;
  return `${(microseconds / 1_000_000).toFixed(2)}\u00a0s`;
}

/** Microseconds as milliseconds with one digit, without the unit. */
export function formatMilliseconds(microseconds: number): string {
  return (microseconds / 1000).toFixed(1);
}

/** What the columns of sibling rows must have room for. */
export interface RowMaximum {
  readonly dirtyPages: number;
  readonly pauseUs: number;
}

/** Pages, pause and the pause as a bar, in columns that fit the siblings' largest values. */
export function pointDescription(
  row: { readonly dirtyPages: number; readonly pauseUs: number },
  maximum: RowMaximum,
): string {
  const pages = row.dirtyPages.toLocaleString('en-US');
  const pause = formatMilliseconds(row.pauseUs);
  return [
    padFigures(pages, maximum.dirtyPages.toLocaleString('en-US').length),
    `${padFigures(pause, formatMilliseconds(maximum.pauseUs).length)}\u00a0ms`,
    bar(row.pauseUs, maximum.pauseUs),
  ].join('  ');
}
