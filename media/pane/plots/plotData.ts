import type { SeriesModel } from '../../../src/protocol/inspector';
import { formatCount, formatRange } from '../../format/quantities';
import { formatCompact, formatNumber, t, tCount } from '../../l10n';

/** What uPlot draws: where each column begins, its greatest and its least value; null is a gap. */
export type PlotData = [number[], (number | null)[], (number | null)[]];

/** The columns, with one behind the last so that it is as wide as the others. */
export function plotData({ from, to, pointsPerColumn, least, greatest }: SeriesModel): PlotData {
  const starts = Array.from(least, (_, column) => from + column * pointsPerColumn);
  const withLast = (values: Float64Array): (number | null)[] => {
    const known = Array.from(values, (value) => (Number.isNaN(value) ? null : value));
    return [...known, known[known.length - 1]];
  };
  return [[...starts, to + 1], withLast(greatest), withLast(least)];
}

/** Least and greatest value of the column that covers a sync point; undefined if there is none. */
export function valuesAt(
  series: SeriesModel,
  point: number,
): { readonly least: number; readonly greatest: number } | undefined {
  if (point < series.from || point > series.to) return undefined;
  const column = Math.floor((point - series.from) / series.pointsPerColumn);
  const [least, greatest] = [series.least[column], series.greatest[column]];
  return least === undefined || Number.isNaN(least) ? undefined : { least, greatest };
}

/** A value as it stands in the list of fields. */
export function formatValue(value: number, hexDigits: number | undefined): string {
  if (hexDigits !== undefined && Number.isSafeInteger(value)) {
    const unsigned = value < 0 ? value + 2 ** 32 : value;
    if (unsigned >= 0) return `0x${unsigned.toString(16).toUpperCase().padStart(hexDigits, '0')}`;
  }
  return formatNumber(value, 6);
}

/** Characters of a register of 32 bits. */
const MOST_HEX_CHARACTERS = 10;

/** The same in a few characters, for an axis. */
export function shortValue(value: number, hexDigits: number | undefined): string {
  if (hexDigits !== undefined) {
    const text = formatValue(value, 1);
    return text.length > MOST_HEX_CHARACTERS ? `${text.slice(0, MOST_HEX_CHARACTERS - 2)}…` : text;
  }
  return Math.abs(value) < 100_000 ? formatValue(value, undefined) : formatCompact(value);
}

/** The value at a point, or the values that share its column. */
export function textAt(series: SeriesModel, point: number): string {
  const values = valuesAt(series, point);
  if (values === undefined) return t('no value');
  const { least, greatest } = values;
  const [low, high] = [least, greatest].map((value) => formatValue(value, series.hexDigits));
  return low === high ? low : `${low} … ${high}`;
}

/** How often it changed; or, where not all of it was read, how much was. */
export function changesText({ changes, stride }: SeriesModel): string {
  return stride === 1
    ? tCount(changes, '{0} change', '{0} changes')
    : t('every {0}th sync point', formatCount(stride));
}

/** The plot in words. */
export function plotSummary(series: SeriesModel): string {
  const { device, field, from, to, lowest, highest, hexDigits } = series;
  const what = t('{0}, sync points {1}', `${device}.${field}`, formatRange(from, to));
  if (lowest === undefined || highest === undefined) return t('{0}: no numbers', what);
  const low = formatValue(lowest.value, hexDigits);
  if (lowest.value === highest.value) return t('{0}: always {1}', what, low);
  const parts = [
    changesText(series),
    t('lowest {0} at {1}', low, formatCount(lowest.point)),
    t('highest {0} at {1}', formatValue(highest.value, hexDigits), formatCount(highest.point)),
  ];
  return `${what}: ${parts.join(', ')}`;
}
