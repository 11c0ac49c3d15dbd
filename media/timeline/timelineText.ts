import type { Bookmark, Position, TimelineColumns } from '../../src/protocol/inspector';
import { formatBytes, formatCount, formatDuration, formatRange } from '../format/quantities';
import { formatNumber, t, tCount } from '../l10n';
import { columnCount, pauseUs } from './columnPauses';
import type { Marker } from './markers';

/** Marks that are told one by one. */
const MOST_MARKS = 50;

/** What the timeline's slider says of its value. */
export function valueText(
  position: Position,
  pointCount: number,
  bookmarks: readonly Bookmark[],
): string {
  const value = t(
    'Sync point {0} of {1}, range {2}',
    formatCount(position.point),
    formatCount(pointCount),
    formatRange(position.from, position.to),
  );
  const bookmark = bookmarks.find(({ point }) => point === position.point);
  if (bookmark === undefined) return value;
  return bookmark.note === ''
    ? t('{0}, bookmarked', value)
    : t('{0}, bookmarked: {1}', value, bookmark.note);
}

/** In words what the timeline shows: the whole trace, the range, and what stands out. */
export function timelineText(
  overview: TimelineColumns | undefined,
  columns: TimelineColumns | undefined,
  markers: readonly Marker[],
  cutOff: boolean,
): string {
  const whole = overview && t('Whole trace: {0}.', sumUp(overview));
  const isPart = overview && columns && columns.to - columns.from < overview.to - overview.from;
  const range =
    columns && isPart
      ? t('Range {0}: {1}.', formatRange(columns.from, columns.to), sumUp(columns))
      : undefined;
  const marks = markers
    .slice(0, MOST_MARKS)
    .map(({ text, about, point }) => t('{0} at {1}', about ?? text, formatCount(point)));
  if (markers.length > MOST_MARKS) marks.push('…');
  const marked = marks.length > 0 ? t('Marked: {0}.', marks.join(', ')) : undefined;
  const cut = cutOff ? t('The recording is cut off.') : undefined;
  return [whole, range, marked, cut].filter((part) => part !== undefined).join(' ');
}

/** `400 sync points in 3.2 s; pages: at most 412, 43.1 on average; ...` */
function sumUp(columns: TimelineColumns): string {
  const points = columns.to - columns.from + 1;
  let [pages, pause, longest, sent] = [0, 0, 0, 0];
  for (let column = 0; column < columnCount(columns); column++) {
    pages = Math.max(pages, columns.dirtyPages[column]);
    const us = pauseUs(columns, column);
    if (us > pause) [pause, longest] = [us, columns.longest[column]];
    sent += columns.sums.sentBytes[column];
  }
  const outputs = sum(columns.outputs);
  const causes = columns.causes
    .map(({ cause, points: counts }) => ({ cause, count: sum(counts) }))
    .sort((a, b) => b.count - a.count)
    .map(({ cause, count }) => `${cause} ${formatCount(count)}`);
  return [
    tCount(
      points,
      '{0} sync point in {1}',
      '{0} sync points in {1}',
      formatDuration(columns.endUs - columns.startUs[0]),
    ),
    t(
      'dirty pages at most {0}, {1} on average',
      formatCount(pages),
      formatNumber(sum(columns.sums.dirtyPages) / points, 1),
    ),
    t(
      'pause at most {0} at sync point {1}, {2} on average',
      formatDuration(pause),
      formatCount(longest),
      formatDuration(sum(columns.sums.pauseUs) / points),
    ),
    t('{0} sent', formatBytes(sent)),
    tCount(
      outputs,
      '{0} output held, {1}',
      '{0} outputs held, {1}',
      formatBytes(sum(columns.outputBytes)),
    ),
    t('causes {0}', causes.join(', ')),
  ].join('; ');
}

function sum(values: Float64Array | Uint32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
