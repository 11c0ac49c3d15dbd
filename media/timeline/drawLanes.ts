import { PHASES } from '../../src/protocol/inspector';
import type { Theme } from '../dom/theme';
import { formatBytes, formatCount, formatRoundDuration } from '../format/quantities';
import { t } from '../l10n';
import { GROUP_OF_PHASE, PHASE_GROUPS } from '../phaseGroups';
import { barsOf, type Bar } from './bars';
import { pauseUs, phaseUs, pointsIn } from './columnPauses';
import { drawCauses } from './drawCauses';
import { LANES_TOP, type Lane } from './geometry';
import { laneTop, slotLeft, type PointScale } from './scales';
import { drawGutterLabel, type TimelinePicture } from './timelinePicture';

type Canvas = CanvasRenderingContext2D;

/** What a lane of bars shows of a column: its most, and how much of that all of its points have. */
interface BarLane {
  readonly name: string;
  readonly format: (top: number) => string;
  readonly most: (bar: Bar) => number;
  readonly least: (bar: Bar) => number;
}

/** Draws the brushed range: its dirty pages, its pauses in their phases, and what the user added. */
export function drawLanes(canvas: Canvas, picture: TimelinePicture, scale: PointScale): void {
  const { theme, ratio, columns, overview, layout } = picture;
  const bars = barsOf(scale, ratio, columns, overview);
  if (bars.length === 0) return;
  drawHover(canvas, picture, scale);
  canvas.fillStyle = theme.grid;
  const right = slotLeft(scale, scale.to + 1);
  for (const [name, { top, height }] of layout.lanes) {
    if (name !== 'causes') canvas.fillRect(scale.left, top, right - scale.left, 1);
    canvas.fillRect(scale.left, top + height, right - scale.left, 1);
  }
  const { lanes } = layout;
  drawBars(canvas, picture, bars, lanes.get('pages'), {
    name: t('Pages'),
    format: formatCount,
    most: ({ columns, column }) => columns.dirtyPages[column],
    least: ({ columns, column }) => columns.least.dirtyPages[column],
  });
  drawBars(canvas, picture, bars, lanes.get('sent'), {
    name: t('Sent'),
    format: formatBytes,
    most: ({ columns, column }) => columns.sentBytes[column],
    least: ({ columns, column }) => columns.least.sentBytes[column],
  });
  const heldEach = ({ columns, column }: Bar): number =>
    columns.outputBytes[column] / pointsIn(columns, column);
  drawBars(canvas, picture, bars, lanes.get('held'), {
    name: t('Held'),
    format: formatBytes,
    most: heldEach,
    least: heldEach,
  });
  drawCauses(canvas, picture, bars, lanes.get('causes'));
  drawPauses(canvas, picture, bars, lanes.get('pause'));
}

/** Light up to the most of a column, and full up to the least: both extremes are seen. */
function drawBars(
  canvas: Canvas,
  { theme, position }: TimelinePicture,
  bars: readonly Bar[],
  lane: Lane | undefined,
  { name, format, most, least }: BarLane,
): void {
  if (lane === undefined) return;
  const top = laneTop(bars.map(most));
  drawGutterLabel(canvas, theme, lane.top, name, format(top));
  const bottom = lane.top + lane.height;
  const heightOf = (value: number): number =>
    value > 0 ? Math.max(1, Math.round(Math.min(1, value / top) * lane.height)) : 0;
  for (const bar of bars) {
    const current = bar.from <= position.point && position.point <= bar.to;
    const value = most(bar);
    const [high, low] = [heightOf(value), heightOf(least(bar))];
    canvas.fillStyle = current ? theme.foreground : theme.muted;
    canvas.globalAlpha = current || theme.highContrast ? 1 : 0.75;
    canvas.fillRect(bar.left, bottom - low, bar.width, low);
    canvas.globalAlpha = current ? 0.75 : theme.highContrast ? 0.6 : 0.45;
    canvas.fillRect(bar.left, bottom - high, bar.width, high - low);
    canvas.globalAlpha = 1;
    if (value > top) drawCut(canvas, theme, bar, lane.top);
  }
}

function drawPauses(
  canvas: Canvas,
  { theme }: TimelinePicture,
  bars: readonly Bar[],
  lane: Lane | undefined,
): void {
  if (lane === undefined) return;
  const top = laneTop(bars.map(({ columns, column }) => pauseUs(columns, column)));
  drawGutterLabel(canvas, theme, lane.top, t('Pause'), formatRoundDuration(top));
  const colours = PHASE_GROUPS.map(({ name }) => theme.phases[name]);
  for (const bar of bars) {
    let low = lane.top + lane.height;
    let whole = 0;
    for (let phase = 0; phase < PHASES.length; phase++) {
      const us = phaseUs(bar.columns, bar.column, phase);
      whole += us;
      const height = Math.min(low - lane.top, (us / top) * lane.height);
      canvas.fillStyle = colours[GROUP_OF_PHASE[phase]];
      canvas.fillRect(bar.left, low - height, bar.width, height + 0.2);
      low -= height;
    }
    if (whole > top) drawCut(canvas, theme, bar, lane.top);
  }
}

/** Marks a bar that is higher than its lane: a gap below its end. */
function drawCut(canvas: Canvas, theme: Theme, bar: Bar, top: number): void {
  canvas.fillStyle = theme.background;
  canvas.fillRect(bar.left, top + 3, bar.width, 2);
}

function drawHover(canvas: Canvas, picture: TimelinePicture, scale: PointScale): void {
  const { theme, hovered, layout } = picture;
  if (hovered === undefined) return;
  const left = Math.floor(slotLeft(scale, hovered));
  const width = Math.max(1, Math.ceil(slotLeft(scale, hovered + 1)) - left);
  canvas.fillStyle = theme.grid;
  canvas.fillRect(left, LANES_TOP, width, layout.bottom - LANES_TOP);
}
