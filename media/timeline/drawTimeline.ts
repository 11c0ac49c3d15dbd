import { GUTTER, MARGIN_RIGHT } from '../gutter';
import { drawAxis } from './drawAxis';
import { drawLanes } from './drawLanes';
import { drawMarkers } from './drawMarkers';
import { drawOverview } from './drawOverview';
import { pointScale } from './scales';
import type { TimelinePicture } from './timelinePicture';

/** Draws the whole timeline. The canvas's coordinates are CSS pixels. */
export function drawTimeline(canvas: CanvasRenderingContext2D, picture: TimelinePicture): void {
  const { theme, width, position, pointCount } = picture;
  const plotWidth = width - GUTTER - MARGIN_RIGHT;
  canvas.font = `11px ${theme.fontFamily}`;
  canvas.textBaseline = 'middle';
  const whole = pointScale(0, pointCount - 1, GUTTER, plotWidth);
  drawOverview(canvas, picture, whole);
  drawMarkers(canvas, picture, whole);
  const range = pointScale(position.from, position.to, GUTTER, plotWidth);
  drawLanes(canvas, picture, range);
  drawAxis(canvas, picture, range);
}
