import type { Position, TimelineColumns } from '../../src/protocol/inspector';
import type { Theme } from '../dom/theme';
import { GUTTER } from '../gutter';
import type { TimelineLayout } from './geometry';
import type { Marker } from './markers';

/** All that the timeline shows. */
export interface TimelinePicture {
  readonly theme: Theme;
  /** Width of the canvas in CSS pixels. */
  readonly width: number;
  /** Device pixels in a CSS pixel. */
  readonly ratio: number;
  readonly layout: TimelineLayout;
  /** What the axis tells of the sync points. */
  readonly axis: 'number' | 'time';
  readonly position: Position;
  readonly pointCount: number;
  /** Whether the recording ended as it should. */
  readonly cutOff: boolean;
  /** In the order of their points. */
  readonly markers: readonly Marker[];
  readonly overview: TimelineColumns | undefined;
  readonly columns: TimelineColumns | undefined;
  /** The point under the pointer, if it is over the lanes. */
  readonly hovered: number | undefined;
}

/** The nearest place that lies on a pixel of the screen, so that edges are sharp and leave no seam. */
export function snapped(x: number, ratio: number): number {
  return Math.round(x * ratio) / ratio;
}

/** Writes the name of what is drawn beside it, and a number, into the gutter. */
export function drawGutterLabel(
  canvas: CanvasRenderingContext2D,
  theme: Theme,
  top: number,
  name: string,
  value: string,
): void {
  canvas.textAlign = 'right';
  canvas.fillStyle = theme.foreground;
  canvas.fillText(name, GUTTER - 8, top + 7);
  canvas.fillStyle = theme.muted;
  canvas.fillText(value, GUTTER - 8, top + 20);
}
