import type { FigureKind, FigureModel } from '../../src/protocol/comparison';
import { formatBytes, formatCount, formatDuration } from '../format/quantities';
import { formatNumber, t } from '../l10n';

/** Stands where a side has no such figure. */
const ABSENT = '–';

/** A figure as it is read. */
export function figureText(kind: FigureKind, value: number | string | undefined): string {
  if (value === undefined) return ABSENT;
  if (typeof value === 'string') return value;
  switch (kind) {
    case 'bytes':
      return formatBytes(value);
    case 'duration':
      return formatDuration(value);
    case 'decimal':
      return formatNumber(value, 1, true);
    default:
      return formatCount(value);
  }
}

/**
 * By how much the right side is more or less than the left: `+12 · +30 %`. Empty where there is nothing
 * to say.
 */
export function differenceText({ kind, left, right }: FigureModel): string {
  if (typeof left === 'string' || typeof right === 'string')
    return left === right ? '' : t('differs');
  if (left === undefined || right === undefined || left === right) return '';
  const difference = right - left;
  const sign = difference > 0 ? '+' : '−';
  const by = `${sign}${figureText(kind, Math.abs(difference))}`;
  if (left === 0) return by;
  const percent = Math.abs((difference / left) * 100);
  const share =
    percent >= 1000
      ? `×${formatCount(right / left)}`
      : `${sign}${formatNumber(percent, percent < 10 ? 1 : 0, true)} %`;
  return `${by} · ${share}`;
}
