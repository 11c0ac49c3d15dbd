import type { TimelineColumns } from '../../src/protocol/inspector';
import { formatCount } from '../format/quantities';
import { t } from '../l10n';
import { columnPoints } from './columnPauses';
import { OVERVIEW } from './geometry';
import { slotLeft, squareRootHeight, type PointScale } from './scales';
import { drawGutterLabel, snapped, type TimelinePicture } from './timelinePicture';

type Canvas = CanvasRenderingContext2D;

/** Draws the whole trace's dirty pages and the brush over them. */
export function drawOverview(canvas: Canvas, picture: TimelinePicture, scale: PointScale): void {
  if (picture.overview !== undefined) drawColumns(canvas, picture, picture.overview, scale);
  drawBrush(canvas, picture, scale);
}

function drawColumns(
  canvas: Canvas,
  { theme, ratio, position, pointCount }: TimelinePicture,
  columns: TimelineColumns,
  scale: PointScale,
): void {
  const bottom = OVERVIEW.top + OVERVIEW.height;
  drawGutterLabel(canvas, theme, OVERVIEW.top, t('All'), formatCount(pointCount));
  canvas.fillStyle = theme.grid;
  canvas.fillRect(scale.left, bottom, slotLeft(scale, scale.to + 1) - scale.left, 1);

  const top = columns.dirtyPages.reduce((most, pages) => Math.max(most, pages), 1);
  const brushed = {
    left: slotLeft(scale, position.from),
    right: slotLeft(scale, position.to + 1),
  };
  for (let column = 0; column < columns.dirtyPages.length; column++) {
    const { from, to } = columnPoints(columns, column);
    const left = snapped(slotLeft(scale, from), ratio);
    const right = Math.max(left + 1 / ratio, snapped(slotLeft(scale, to + 1), ratio));
    const inside = right > brushed.left && left < brushed.right;
    canvas.fillStyle = inside ? theme.foreground : theme.muted;
    canvas.globalAlpha = inside ? 1 : theme.highContrast ? 0.7 : 0.42;
    const height = squareRootHeight(columns.dirtyPages[column], top, OVERVIEW.height);
    canvas.fillRect(left, bottom - height, right - left, height);
  }
  canvas.globalAlpha = 1;
}

function drawBrush(canvas: Canvas, { theme, position }: TimelinePicture, scale: PointScale): void {
  const left = Math.round(slotLeft(scale, position.from));
  const right = Math.max(left + 2, Math.round(slotLeft(scale, position.to + 1)));
  canvas.strokeStyle = theme.focus;
  canvas.lineWidth = theme.highContrast ? 2 : 1;
  canvas.strokeRect(left - 0.5, OVERVIEW.top - 3.5, right - left + 1, OVERVIEW.height + 6);
  canvas.fillStyle = theme.focus;
  canvas.fillRect(left - 2, OVERVIEW.top + 6, 3, 11);
  canvas.fillRect(right - 1, OVERVIEW.top + 6, 3, 11);
}
