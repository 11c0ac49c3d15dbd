import { GUTTER, MARGIN_RIGHT } from '../gutter';
import { drawAxis } from './drawAxis';
import { drawLanes } from './drawLanes';
import { drawOverview } from './drawOverview';
import { pointScale } from './scales';
import type { TimelinePicture } from './timelinePicture';

/** Draws the whole timeline. The canvas's coordinates are CSS pixels. */
export function drawTimeline(canvas: CanvasRenderingContext2D, picture: TimelinePicture): void {
  const { theme, width, position, pointCount, columns } = picture;
  const plotWidth = width - GUTTER - MARGIN_RIGHT;
  canvas.font = `11px ${theme.fontFamily}`;
  canvas.textBaseline = 'middle';
  drawOverview(canvas, picture, pointScale(0, pointCount - 1, GUTTER, plotWidth));
  const range = pointScale(position.from, position.to, GUTTER, plotWidth);
  if (columns !== undefined) drawLanes(canvas, picture, columns, range);
  drawAxis(canvas, picture, range);
}
