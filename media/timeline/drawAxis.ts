import type { Theme } from '../dom/theme';
import { formatCount } from '../format/quantities';
import { MARGIN_RIGHT } from '../gutter';
import { LANES_BOTTOM, PAGES_LANE } from './geometry';
import { axisTicks, slotMiddle, type PointScale } from './scales';
import type { TimelinePicture } from './timelinePicture';

type Canvas = CanvasRenderingContext2D;

/** Draws the brushed range's numbers, and the flag of the current sync point. */
export function drawAxis(
  canvas: Canvas,
  { theme, position, width }: TimelinePicture,
  scale: PointScale,
): void {
  const middle = LANES_BOTTOM + 10;
  const { point } = position;
  canvas.font = `600 11px ${theme.fontFamily}`;
  const flagWidth = canvas.measureText(formatCount(point)).width + 10;
  const inside = point >= scale.from && point <= scale.to;
  const plotRight = width - MARGIN_RIGHT;
  const x = Math.round(Math.max(scale.left, Math.min(plotRight, slotMiddle(scale, point)))) - 0.5;
  const flagLeft = Math.max(scale.left, Math.min(plotRight - flagWidth, x - flagWidth / 2));

  canvas.font = `11px ${theme.fontFamily}`;
  canvas.fillStyle = theme.muted;
  canvas.textAlign = 'center';
  for (const tick of axisTicks(scale.from, scale.to, (plotRight - scale.left) / 80)) {
    const text = formatCount(tick);
    const half = canvas.measureText(text).width / 2;
    const at = Math.max(scale.left + half, Math.min(plotRight - half, slotMiddle(scale, tick)));
    if (at + half + 6 > flagLeft && at - half - 6 < flagLeft + flagWidth) continue;
    canvas.fillText(text, at, middle);
  }

  if (inside) drawPositionLine(canvas, theme, x);
  canvas.fillStyle = theme.foreground;
  canvas.fillRect(flagLeft, LANES_BOTTOM + 3, flagWidth, 14);
  if (point < scale.from) drawArrowBeside(canvas, flagLeft, -1, middle);
  if (point > scale.to) drawArrowBeside(canvas, flagLeft + flagWidth, 1, middle);
  canvas.font = `600 11px ${theme.fontFamily}`;
  canvas.fillStyle = theme.background;
  canvas.fillText(formatCount(point), flagLeft + flagWidth / 2, middle + 0.5);
}

function drawPositionLine(canvas: Canvas, theme: Theme, x: number): void {
  canvas.strokeStyle = theme.foreground;
  canvas.lineWidth = 1;
  canvas.beginPath();
  canvas.moveTo(x, PAGES_LANE.top - 3);
  canvas.lineTo(x, LANES_BOTTOM + 3);
  canvas.stroke();
  canvas.fillStyle = theme.foreground;
  canvas.beginPath();
  canvas.moveTo(x - 5, PAGES_LANE.top - 6);
  canvas.lineTo(x + 5, PAGES_LANE.top - 6);
  canvas.lineTo(x, PAGES_LANE.top + 1);
  canvas.fill();
}

/** Points from the flag towards a current point outside the brushed range. */
function drawArrowBeside(canvas: Canvas, x: number, direction: -1 | 1, middle: number): void {
  canvas.beginPath();
  canvas.moveTo(x, middle - 5);
  canvas.lineTo(x + 5 * direction, middle);
  canvas.lineTo(x, middle + 5);
  canvas.fill();
}
