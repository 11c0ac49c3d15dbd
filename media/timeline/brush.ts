import { pointAt, slotLeft, type PointScale } from './scales';

/** An inclusive range of sync points. */
export interface PointRange {
  readonly from: number;
  readonly to: number;
}

/** What of the brush lies under the pointer. */
export type BrushPart = 'from' | 'to' | 'inside' | 'outside';

/** How near a handle the pointer must be, in CSS pixels. */
const REACH = 5;

/** What of the brush lies at a place of the overview. A brush over everything has no inside to hold. */
export function brushPartAt(scale: PointScale, brush: PointRange, x: number): BrushPart {
  const left = slotLeft(scale, brush.from);
  const right = slotLeft(scale, brush.to + 1);
  const toLeft = Math.abs(x - left);
  const toRight = Math.abs(x - right);
  if (Math.min(toLeft, toRight) <= REACH) return toLeft < toRight ? 'from' : 'to';
  const everything = brush.from === scale.from && brush.to === scale.to;
  return x > left && x < right && !everything ? 'inside' : 'outside';
}

/**
 * The brush while it is dragged.
 * @param part what was taken hold of; `outside` draws a new brush.
 * @param start the brush when it was.
 */
export function dragBrush(
  scale: PointScale,
  part: BrushPart,
  start: PointRange,
  fromX: number,
  toX: number,
): PointRange {
  const point = pointAt(scale, toX);
  switch (part) {
    case 'from':
      return ordered(point, start.to);
    case 'to':
      return ordered(start.from, point);
    case 'inside':
      return shifted(start, Math.round((toX - fromX) / scale.slot), scale.to);
    case 'outside':
      return ordered(pointAt(scale, fromX), point);
  }
}

/** Widens or narrows a range around a point that stays where it is in it. */
export function zoomRange(
  range: PointRange,
  around: number,
  factor: number,
  lastPoint: number,
): PointRange {
  const length = range.to - range.from + 1;
  const wanted = Math.max(1, Math.min(lastPoint + 1, Math.round(length * factor)));
  if (wanted === lastPoint + 1) return { from: 0, to: lastPoint };
  const centre = Math.max(range.from, Math.min(range.to, around));
  const share = (centre - range.from + 0.5) / length;
  const from = Math.round(centre + 0.5 - share * wanted);
  return shifted({ from, to: from + wanted - 1 }, 0, lastPoint);
}

/** The range that reaches from the brush to a point beside it. */
export function extendTo(range: PointRange, point: number): PointRange {
  return { from: Math.min(range.from, point), to: Math.max(range.to, point) };
}

/** The range moved by a number of points, but kept inside the trace. */
export function shifted(range: PointRange, by: number, lastPoint: number): PointRange {
  const length = range.to - range.from;
  const from = Math.max(0, Math.min(lastPoint - length, range.from + by));
  return { from, to: from + length };
}

function ordered(a: number, b: number): PointRange {
  return a <= b ? { from: a, to: b } : { from: b, to: a };
}
