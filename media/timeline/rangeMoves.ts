import type { Move, Position } from '../../src/protocol/inspector';
import type { TIMELINE_KEYS } from '../keys/keys';
import { extendTo, shifted, zoomRange } from './brush';

/** What a key of the timeline does. */
export type TimelineAction = NonNullable<ReturnType<typeof TIMELINE_KEYS.actionOf>>;

/** What of them moves the position or the range. */
export type RangeAction = Exclude<TimelineAction, 'lanes'>;

/** What a key press does to the length of the brushed range. */
const ZOOM_STEP = 2;

/** Where a key of the timeline leads to. */
export function moveOf(action: RangeAction, position: Position, lastPoint: number): Move {
  const { point, from, to } = position;
  const tenth = Math.max(1, Math.round((to - from + 1) / 10));
  const near = (by: number): number => Math.max(0, Math.min(lastPoint, point + by));
  switch (action) {
    case 'extendBack':
      return { point: near(-1), ...extendTo(position, near(-1)) };
    case 'extend':
      return { point: near(1), ...extendTo(position, near(1)) };
    case 'leapBack':
      return { point: near(-tenth) };
    case 'leap':
      return { point: near(tenth) };
    case 'begin':
      return { from: point, to: Math.max(point, to) };
    case 'end':
      return { from: Math.min(point, from), to: point };
    case 'narrow':
      return zoomRange(position, point, 1 / ZOOM_STEP, lastPoint);
    case 'widen':
      return zoomRange(position, point, ZOOM_STEP, lastPoint);
    case 'whole':
      return { from: 0, to: lastPoint };
    case 'shiftBack':
      return shifted(position, -tenth, lastPoint);
    case 'shift':
      return shifted(position, tenth, lastPoint);
  }
}
