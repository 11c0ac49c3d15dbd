import { PHASES, type Position, type TimelineColumns } from '../../src/protocol/inspector';
import type { Theme } from '../dom/theme';
import { formatCount, formatDuration } from '../format/quantities';
import { GUTTER, MARGIN_RIGHT } from '../gutter';
import { GROUP_OF_PHASE, PHASE_GROUPS } from '../phaseGroups';
import { columnPoints, longestPauses, phaseUs, stalls } from './columnPauses';
import {
  LANES_BOTTOM,
  MARKER_MIDDLE,
  OVERVIEW,
  PAGES_LANE,
  PAUSE_LANE,
  WIDEST_BAR,
} from './geometry';
import {
  axisTicks,
  laneTop,
  pointScale,
  slotLeft,
  slotMiddle,
  squareRootHeight,
  type PointScale,
} from './scales';

/** All that the timeline shows. */
export interface TimelinePicture {
  readonly theme: Theme;
  readonly width: number;
  readonly position: Position;
  readonly pointCount: number;
  /** Whether the recording ended as it should. */
  readonly complete: boolean;
  readonly overview: TimelineColumns | undefined;
  readonly columns: TimelineColumns | undefined;
  /** The point under the pointer, if it is over the lanes. */
  readonly hovered: number | undefined;
}

type Canvas = CanvasRenderingContext2D;

/** Draws the whole timeline. */
export function drawTimeline(canvas: Canvas, picture: TimelinePicture): void {
  const { theme, width, position, pointCount, overview, columns } = picture;
  const plotWidth = width - GUTTER - MARGIN_RIGHT;
  canvas.font = `11px ${theme.fontFamily}`;
  canvas.textBaseline = 'middle';

  const whole = pointScale(0, pointCount - 1, GUTTER, plotWidth);
  if (overview !== undefined) drawOverview(canvas, picture, overview, whole);
  drawBrush(canvas, picture, whole);
  if (overview !== undefined) drawMarkers(canvas, picture, overview, whole);

  const scale = pointScale(position.from, position.to, GUTTER, plotWidth);
  drawHover(canvas, picture, scale);
  if (columns !== undefined) drawLanes(canvas, picture, columns, scale);
  drawAxis(canvas, picture, scale);
}

function drawOverview(
  canvas: Canvas,
  { theme, position, pointCount }: TimelinePicture,
  columns: TimelineColumns,
  scale: PointScale,
): void {
  const bottom = OVERVIEW.top + OVERVIEW.height;
  label(canvas, theme, OVERVIEW.top, 'All', formatCount(pointCount));
  canvas.fillStyle = theme.grid;
  canvas.fillRect(scale.left, bottom, slotLeft(scale, scale.to + 1) - scale.left, 1);

  const top = Math.max(1, laneTop(columns.dirtyPages) * 1.5);
  const brushed = {
    left: slotLeft(scale, position.from),
    right: slotLeft(scale, position.to + 1),
  };
  for (let column = 0; column < columns.dirtyPages.length; column++) {
    const { from, to } = columnPoints(columns, column);
    const left = Math.round(slotLeft(scale, from));
    const right = Math.max(left + 1, Math.round(slotLeft(scale, to + 1)));
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

function drawMarkers(
  canvas: Canvas,
  { theme, complete, width }: TimelinePicture,
  columns: TimelineColumns,
  scale: PointScale,
): void {
  const pauses = longestPauses(columns);
  canvas.textAlign = 'left';
  let free = GUTTER;
  const ends = width - MARGIN_RIGHT - (complete ? 0 : 64);
  for (const column of stalls(columns, pauses).sort((a, b) => a - b)) {
    const { from, to } = columnPoints(columns, column);
    const x = (slotLeft(scale, from) + slotLeft(scale, to + 1)) / 2;
    canvas.fillStyle = theme.warning;
    canvas.beginPath();
    canvas.moveTo(x, MARKER_MIDDLE - 4);
    canvas.lineTo(x + 4.5, MARKER_MIDDLE + 4);
    canvas.lineTo(x - 4.5, MARKER_MIDDLE + 4);
    canvas.fill();
    const text = `stall ${formatDuration(pauses[column])}`;
    const textWidth = canvas.measureText(text).width;
    if (x + 9 < free || x + 9 + textWidth > ends) continue;
    canvas.fillStyle = theme.muted;
    canvas.fillText(text, x + 9, MARKER_MIDDLE);
    free = x + 9 + textWidth + 8;
  }
  if (complete) return;
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

function drawLanes(
  canvas: Canvas,
  { theme, position }: TimelinePicture,
  columns: TimelineColumns,
  scale: PointScale,
): void {
  const pauses = longestPauses(columns);
  const pagesTop = laneTop(columns.dirtyPages);
  const pauseTop = laneTop(pauses);
  label(canvas, theme, PAGES_LANE.top, 'Pages', formatCount(pagesTop));
  label(canvas, theme, PAUSE_LANE.top, 'Pause', formatDuration(pauseTop).replace(/\.?0+ /, ' '));

  canvas.fillStyle = theme.grid;
  const right = slotLeft(scale, scale.to + 1);
  for (const { top, height } of [PAGES_LANE, PAUSE_LANE]) {
    canvas.fillRect(scale.left, top, right - scale.left, 1);
    canvas.fillRect(scale.left, top + height, right - scale.left, 1);
  }

  const colours = PHASE_GROUPS.map(({ name }) => theme.phases[name]);
  for (let column = 0; column < pauses.length; column++) {
    const { from, to } = columnPoints(columns, column);
    if (to < scale.from || from > scale.to) continue;
    const bar = barOf(scale, Math.max(from, scale.from), Math.min(to, scale.to));
    const current = from <= position.point && position.point <= to;

    const pages = columns.dirtyPages[column];
    canvas.fillStyle = current ? theme.foreground : theme.muted;
    canvas.globalAlpha = current || theme.highContrast ? 1 : 0.75;
    const pagesHeight = Math.round(Math.min(1, pages / pagesTop) * PAGES_LANE.height);
    const tall = pages > 0 ? Math.max(1, pagesHeight) : 0;
    canvas.fillRect(bar.left, PAGES_LANE.top + PAGES_LANE.height - tall, bar.width, tall);
    canvas.globalAlpha = 1;
    if (pages > pagesTop) drawCut(canvas, theme, bar, PAGES_LANE.top);

    let low = PAUSE_LANE.top + PAUSE_LANE.height;
    for (let phase = 0; phase < PHASES.length; phase++) {
      const share = phaseUs(columns, column, phase) / pauseTop;
      const height = Math.min(low - PAUSE_LANE.top, share * PAUSE_LANE.height);
      canvas.fillStyle = colours[GROUP_OF_PHASE[phase]];
      canvas.fillRect(bar.left, low - height, bar.width, height + 0.2);
      low -= height;
    }
    if (pauses[column] > pauseTop) drawCut(canvas, theme, bar, PAUSE_LANE.top);
  }
}

/** Left edge and width of the bar over some points, on whole pixels, with a gap where there is room. */
function barOf(
  scale: PointScale,
  from: number,
  to: number,
): { readonly left: number; readonly width: number } {
  const left = Math.round(slotLeft(scale, from));
  const full = Math.round(slotLeft(scale, to + 1)) - left;
  const width = Math.max(1, full > 2 ? full - 1 : full);
  if (width <= WIDEST_BAR) return { left, width };
  return { left: Math.round(left + (full - WIDEST_BAR) / 2), width: WIDEST_BAR };
}

/** Marks a bar that is higher than its lane: a gap below its end. */
function drawCut(
  canvas: Canvas,
  theme: Theme,
  bar: { readonly left: number; readonly width: number },
  top: number,
): void {
  canvas.fillStyle = theme.background;
  canvas.fillRect(bar.left, top + 3, bar.width, 2);
}

function drawHover(canvas: Canvas, picture: TimelinePicture, scale: PointScale): void {
  const { theme, hovered, columns } = picture;
  if (hovered === undefined || columns === undefined) return;
  const left = Math.floor(slotLeft(scale, hovered));
  const width = Math.max(1, Math.ceil(slotLeft(scale, hovered + 1)) - left);
  canvas.fillStyle = theme.grid;
  canvas.fillRect(left, PAGES_LANE.top, width, LANES_BOTTOM - PAGES_LANE.top);
}

function drawAxis(canvas: Canvas, { theme, position, width }: TimelinePicture, scale: PointScale): void {
  const middle = LANES_BOTTOM + 10;
  const { point } = position;
  canvas.font = `600 11px ${theme.fontFamily}`;
  const flagWidth = canvas.measureText(formatCount(point)).width + 10;
  const inside = point >= scale.from && point <= scale.to;
  const plotRight = width - MARGIN_RIGHT;
  const x = Math.round(
    Math.max(scale.left, Math.min(plotRight, slotMiddle(scale, point))),
  ) - 0.5;
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
  if (!inside) drawArrowBeside(canvas, point < scale.from ? flagLeft : flagLeft + flagWidth, point < scale.from ? -1 : 1, middle);
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

/** A lane's name and the number at its top, in the gutter. */
function label(canvas: Canvas, theme: Theme, top: number, name: string, value: string): void {
  canvas.textAlign = 'right';
  canvas.fillStyle = theme.foreground;
  canvas.fillText(name, GUTTER - 8, top + 7);
  canvas.fillStyle = theme.muted;
  canvas.fillText(value, GUTTER - 8, top + 20);
}
