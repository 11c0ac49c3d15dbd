/** Where the points of a range lie on a plot: each has a slot of the same width. */
export interface PointScale {
  readonly from: number;
  readonly to: number;
  /** Left edge of the plot, in CSS pixels. */
  readonly left: number;
  /** Width of one point's slot, in CSS pixels; may be far below 1. */
  readonly slot: number;
}

/** Spreads an inclusive range of points over a plot. */
export function pointScale(from: number, to: number, left: number, width: number): PointScale {
  return { from, to, left, slot: width / (to - from + 1) };
}

/** Left edge of a point's slot; of `to + 1` it is the plot's right edge. */
export function slotLeft(scale: PointScale, point: number): number {
  return scale.left + (point - scale.from) * scale.slot;
}

/** Middle of a point's slot. */
export function slotMiddle(scale: PointScale, point: number): number {
  return slotLeft(scale, point + 0.5);
}

/** The point under a place; places beside the plot give the nearest one. */
export function pointAt(scale: PointScale, x: number): number {
  const point = scale.from + Math.floor((x - scale.left) / scale.slot);
  return Math.max(scale.from, Math.min(scale.to, point));
}

const NICE = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The smallest round number that is not below the value; 1 for values that are not above 0. */
export function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const nice = NICE.find((step) => step * power >= value * (1 - 1e-9)) ?? 10;
  return Number((nice * power).toPrecision(12));
}

/** How far the highest bars may stand out before a lane cuts them off. */
const OUTLIER = 2.5;

/**
 * The round number at the top of a lane. One or two bars far above all others, such as the first full
 * image, do not flatten the rest: the lane then ends above the others, and cuts those bars off.
 */
export function laneTop(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return 1;
  const highest = sorted[sorted.length - 1];
  const typical = sorted[Math.max(0, Math.floor((sorted.length - 1) * 0.98 - 0.5))];
  const outliers = sorted.length >= 8 && typical > 0 && highest > typical * OUTLIER;
  return niceCeiling(outliers ? typical * 1.15 : highest);
}

/** Height of a bar on the overview's square-root scale, at least a hair for what is not zero. */
export function squareRootHeight(value: number, top: number, height: number): number {
  if (value <= 0) return 0;
  return Math.max(1, Math.sqrt(Math.min(1, value / top)) * height);
}

/**
 * Round points to label on an axis.
 * @param room how many labels fit.
 */
export function axisTicks(from: number, to: number, room: number): number[] {
  const step = Math.max(1, tickStep((to - from + 1) / Math.max(1, room)));
  const ticks: number[] = [];
  for (let point = Math.ceil(from / step) * step; point <= to; point += step) ticks.push(point);
  return ticks;
}

function tickStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, atLeast)));
  for (const step of [1, 2, 5, 10]) if (step * power >= atLeast) return step * power;
  return 10 * power;
}
