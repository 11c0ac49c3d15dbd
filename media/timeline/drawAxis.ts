import type { TimelineColumns } from '../../src/protocol/inspector';
import type { Theme } from '../dom/theme';
import { formatCount } from '../format/quantities';
import { MARGIN_RIGHT } from '../gutter';
import { LANES_TOP } from './geometry';
import { axisTicks, slotLeft, slotMiddle, type PointScale } from './scales';
import { formatMoment, timeAt, timeTicks } from './timeAxis';
import type { TimelinePicture } from './timelinePicture';

type Canvas = CanvasRenderingContext2D;

/** About how far apart labels stand, in CSS pixels. */
const LABEL_DISTANCE = 80;

/** What an axis says: its labels, and what the flag of the current point says. */
interface AxisTexts {
  readonly labels: readonly { readonly x: number; readonly text: string }[];
  readonly flag: string;
}

/** Draws the brushed range's numbers or times, and the flag of the current sync point. */
export function drawAxis(canvas: Canvas, picture: TimelinePicture, scale: PointScale): void {
  const { theme, position, width, layout } = picture;
  const middle = layout.bottom + 10;
  const { point } = position;
  const plotRight = width - MARGIN_RIGHT;
  const room = (plotRight - scale.left) / LABEL_DISTANCE;
  const { labels, flag } = axisTexts(picture, scale, room);
  canvas.font = `600 11px ${theme.fontFamily}`;
  const flagWidth = canvas.measureText(flag).width + 10;
  const inside = point >= scale.from && point <= scale.to;
  const x = Math.round(Math.max(scale.left, Math.min(plotRight, slotMiddle(scale, point)))) - 0.5;
  const flagLeft = Math.max(scale.left, Math.min(plotRight - flagWidth, x - flagWidth / 2));

  canvas.font = `11px ${theme.fontFamily}`;
  canvas.fillStyle = theme.muted;
  canvas.textAlign = 'center';
  let free = -Infinity;
  for (const label of labels) {
    const half = canvas.measureText(label.text).width / 2;
    const at = Math.max(scale.left + half, Math.min(plotRight - half, label.x));
    if (at + half + 6 > flagLeft && at - half - 6 < flagLeft + flagWidth) continue;
    if (at - half < free) continue;
    canvas.fillText(label.text, at, middle);
    free = at + half + 8;
  }

  if (inside) drawPositionLine(canvas, theme, x, layout.bottom);
  canvas.fillStyle = theme.foreground;
  canvas.fillRect(flagLeft, layout.bottom + 3, flagWidth, 14);
  if (point < scale.from) drawArrowBeside(canvas, flagLeft, -1, middle);
  if (point > scale.to) drawArrowBeside(canvas, flagLeft + flagWidth, 1, middle);
  canvas.font = `600 11px ${theme.fontFamily}`;
  canvas.fillStyle = theme.background;
  canvas.fillText(flag, flagLeft + flagWidth / 2, middle + 0.5);
}

function axisTexts(picture: TimelinePicture, scale: PointScale, room: number): AxisTexts {
  const { axis, position, columns, overview } = picture;
  const times = covering(columns, scale) ?? overview;
  if (axis === 'number' || times === undefined) {
    const labels = axisTicks(scale.from, scale.to, room).map((point) => ({
      x: slotMiddle(scale, point),
      text: formatCount(point),
    }));
    return { labels, flag: formatCount(position.point) };
  }
  const { ticks, stepUs } = timeTicks(times, scale.from, scale.to, room);
  const longestUs = Math.max(times.endUs, overview?.endUs ?? 0);
  const labels = ticks.map(({ us, point }) => ({
    x: slotLeft(scale, point),
    text: formatMoment(us, stepUs, longestUs),
  }));
  const known =
    covering(columns, { from: position.point, to: position.point }) ?? overview ?? times;
  return { labels, flag: formatMoment(timeAt(known, position.point), stepUs / 10, longestUs) };
}

/** The columns, if they have all of these points. */
function covering(
  columns: TimelineColumns | undefined,
  { from, to }: { readonly from: number; readonly to: number },
): TimelineColumns | undefined {
  return columns !== undefined && columns.from <= from && columns.to >= to ? columns : undefined;
}

function drawPositionLine(canvas: Canvas, theme: Theme, x: number, bottom: number): void {
  canvas.strokeStyle = theme.foreground;
  canvas.lineWidth = 1;
  canvas.beginPath();
  canvas.moveTo(x, LANES_TOP - 3);
  canvas.lineTo(x, bottom + 3);
  canvas.stroke();
  canvas.fillStyle = theme.foreground;
  canvas.beginPath();
  canvas.moveTo(x - 5, LANES_TOP - 6);
  canvas.lineTo(x + 5, LANES_TOP - 6);
  canvas.lineTo(x, LANES_TOP + 1);
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
