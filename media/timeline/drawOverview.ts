import type { TimelineColumns } from '../../src/protocol/inspector';
import { formatCount, formatDuration } from '../format/quantities';
import { GUTTER, MARGIN_RIGHT } from '../gutter';
import { columnPoints, longestPauses, stalls } from './columnPauses';
import { MARKER_MIDDLE, OVERVIEW } from './geometry';
import { slotLeft, squareRootHeight, type PointScale } from './scales';
import { drawGutterLabel, snapped, type TimelinePicture } from './timelinePicture';

type Canvas = CanvasRenderingContext2D;

/** Draws the whole trace's dirty pages, the brush over them, and marks of what stands out. */
export function drawOverview(canvas: Canvas, picture: TimelinePicture, scale: PointScale): void {
  if (picture.overview !== undefined) drawColumns(canvas, picture, picture.overview, scale);
  drawBrush(canvas, picture, scale);
  if (picture.overview !== undefined) drawStalls(canvas, picture, picture.overview, scale);
  if (picture.cutOff) drawCutEnd(canvas, picture);
}

function drawColumns(
  canvas: Canvas,
  { theme, ratio, position, pointCount }: TimelinePicture,
  columns: TimelineColumns,
  scale: PointScale,
): void {
  const bottom = OVERVIEW.top + OVERVIEW.height;
  drawGutterLabel(canvas, theme, OVERVIEW.top, 'All', formatCount(pointCount));
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

/** Room right of the stall marks that the mark of a cut end takes. */
const CUT_END_WIDTH = 64;

function drawStalls(
  canvas: Canvas,
  { theme, cutOff, width }: TimelinePicture,
  columns: TimelineColumns,
  scale: PointScale,
): void {
  const pauses = longestPauses(columns);
  const marks = stalls(columns, pauses)
    .sort((a, b) => a - b)
    .map((column) => {
      const { from, to } = columnPoints(columns, column);
      const x = (slotLeft(scale, from) + slotLeft(scale, to + 1)) / 2;
      return { x, text: `stall ${formatDuration(pauses[column])}` };
    });
  let free = GUTTER;
  marks.forEach(({ x, text }, i) => {
    canvas.fillStyle = theme.warning;
    canvas.beginPath();
    canvas.moveTo(x, MARKER_MIDDLE - 4);
    canvas.lineTo(x + 4.5, MARKER_MIDDLE + 4);
    canvas.lineTo(x - 4.5, MARKER_MIDDLE + 4);
    canvas.fill();
    // The text goes right of its mark, else left, else nowhere: the mark says enough.
    const textWidth = canvas.measureText(text).width;
    const end = marks[i + 1]?.x ?? width - MARGIN_RIGHT - (cutOff ? CUT_END_WIDTH : 0);
    canvas.fillStyle = theme.muted;
    if (x + 9 + textWidth + 8 <= end) {
      canvas.textAlign = 'left';
      canvas.fillText(text, x + 9, MARKER_MIDDLE);
      free = x + 9 + textWidth;
    } else {
      if (x - 9 - textWidth - 8 >= free) {
        canvas.textAlign = 'right';
        canvas.fillText(text, x - 9, MARKER_MIDDLE);
      }
      free = x + 5;
    }
  });
}

function drawCutEnd(canvas: Canvas, { theme, width }: TimelinePicture): void {
  const right = width - MARGIN_RIGHT;
  canvas.textAlign = 'right';
  canvas.fillStyle = theme.muted;
  canvas.fillText('cut off', right - 13, MARKER_MIDDLE);
  canvas.fillStyle = theme.error;
  canvas.fillRect(right - 8, MARKER_MIDDLE - 4, 8, 8);
  canvas.strokeStyle = theme.background;
  canvas.lineWidth = 1.4;
  canvas.beginPath();
  canvas.moveTo(right - 6, MARKER_MIDDLE - 2);
  canvas.lineTo(right - 2, MARKER_MIDDLE + 2);
  canvas.moveTo(right - 2, MARKER_MIDDLE - 2);
  canvas.lineTo(right - 6, MARKER_MIDDLE + 2);
  canvas.stroke();
}
