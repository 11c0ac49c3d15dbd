import type { Position, TimelineColumns } from '../../src/protocol/inspector';
import type { Theme } from '../dom/theme';
import { GUTTER } from '../gutter';

/** All that the timeline shows. */
export interface TimelinePicture {
  readonly theme: Theme;
  /** Width of the canvas in CSS pixels. */
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
