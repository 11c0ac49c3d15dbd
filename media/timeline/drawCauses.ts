import { GUTTER } from '../gutter';
import type { Bar } from './bars';
import { pointsIn } from './columnPauses';
import { CAUSE_ROW, type Lane } from './geometry';
import type { TimelinePicture } from './timelinePicture';

/** Lowest mark, so that one sync point among thousands is seen. */
const LEAST = 2;

/**
 * Draws a row for each cause of the trace, named beside it: where its sync points are, and which part
 * of a column they make up. Rows tell causes apart in any colours.
 */
export function drawCauses(
  canvas: CanvasRenderingContext2D,
  { theme, position, overview }: TimelinePicture,
  bars: readonly Bar[],
  lane: Lane | undefined,
): void {
  if (lane === undefined || overview === undefined) return;
  const room = CAUSE_ROW - 2;
  canvas.font = `10px ${theme.fontFamily}`;
  overview.causes.forEach(({ cause }, row) => {
    const bottom = lane.top + (row + 1) * CAUSE_ROW;
    canvas.textAlign = 'right';
    canvas.fillStyle = theme.muted;
    canvas.fillText(cause, GUTTER - 8, bottom - CAUSE_ROW / 2);
    canvas.fillStyle = theme.grid;
    canvas.fillRect(bars[0].left, bottom - 1, bars[bars.length - 1].left - bars[0].left, 1);
    for (const bar of bars) {
      const points = bar.columns.causes.find((each) => each.cause === cause)?.points[bar.column];
      if (!points) continue;
      const current = bar.from <= position.point && position.point <= bar.to;
      const share = points / pointsIn(bar.columns, bar.column);
      const height = Math.max(LEAST, Math.round(share * room));
      canvas.fillStyle = current ? theme.foreground : theme.muted;
      canvas.fillRect(bar.left, bottom - 1 - height, bar.width, height);
    }
  });
  canvas.font = `11px ${theme.fontFamily}`;
}
