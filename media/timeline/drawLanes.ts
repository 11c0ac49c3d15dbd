import { PHASES, type TimelineColumns } from '../../src/protocol/inspector';
import type { Theme } from '../dom/theme';
import { formatCount, formatRoundDuration } from '../format/quantities';
import { GROUP_OF_PHASE, PHASE_GROUPS } from '../phaseGroups';
import { columnPoints, longestPauses, phaseUs } from './columnPauses';
import { LANES_BOTTOM, PAGES_LANE, PAUSE_LANE, WIDEST_BAR } from './geometry';
import { laneTop, slotLeft, type PointScale } from './scales';
import { drawGutterLabel, snapped, type TimelinePicture } from './timelinePicture';

type Canvas = CanvasRenderingContext2D;

/** Draws the brushed range's dirty pages, and its pauses in their phases. */
export function drawLanes(
  canvas: Canvas,
  picture: TimelinePicture,
  columns: TimelineColumns,
  scale: PointScale,
): void {
  const { theme, position } = picture;
  drawHover(canvas, picture, scale);
  const pauses = longestPauses(columns);
  const pagesTop = laneTop(columns.dirtyPages);
  const pauseTop = laneTop(pauses);
  drawGutterLabel(canvas, theme, PAGES_LANE.top, 'Pages', formatCount(pagesTop));
  drawGutterLabel(canvas, theme, PAUSE_LANE.top, 'Pause', formatRoundDuration(pauseTop));

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
    const bar = barOf(scale, picture.ratio, Math.max(from, scale.from), Math.min(to, scale.to));
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
  ratio: number,
  from: number,
  to: number,
): { readonly left: number; readonly width: number } {
  const left = snapped(slotLeft(scale, from), ratio);
  const full = snapped(slotLeft(scale, to + 1), ratio) - left;
  const width = Math.max(1 / ratio, full > 2 ? full - 1 : full);
  if (width <= WIDEST_BAR) return { left, width };
  return { left: snapped(left + (full - WIDEST_BAR) / 2, ratio), width: WIDEST_BAR };
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
  const { theme, hovered } = picture;
  if (hovered === undefined) return;
  const left = Math.floor(slotLeft(scale, hovered));
  const width = Math.max(1, Math.ceil(slotLeft(scale, hovered + 1)) - left);
  canvas.fillStyle = theme.grid;
  canvas.fillRect(left, PAGES_LANE.top, width, LANES_BOTTOM - PAGES_LANE.top);
}
