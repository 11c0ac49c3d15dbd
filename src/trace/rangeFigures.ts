import { CAUSES, PHASES, phaseTimes, type Cause, type PhaseTimes } from '../core/syncPoint';
import type { PointColumns } from './pointColumns';

/** Numbers of some sync points: all together, the least and the most. */
export interface Spread {
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/**
 * What consecutive sync points add up to. Times are microseconds; a sum that would be above 2^53 - 1
 * (nanoseconds, for a time) stays there.
 */
export interface RangeFigures {
  readonly firstPoint: number;
  readonly points: number;
  /** When the guest began to run towards the first. */
  readonly startUs: number;
  /** When the pause of the last was over. */
  readonly endUs: number;
  readonly dirtyPages: Spread;
  readonly zeroPages: number;
  readonly sentBytes: Spread;
  readonly outputs: number;
  readonly outputBytes: number;
  readonly pauseUs: Spread;
  /** Of all points together. */
  readonly phasesUs: PhaseTimes;
  /** The first of the points with the longest pause. */
  readonly longest: { readonly point: number; readonly phasesUs: PhaseTimes };
  /** How many sync points each cause asked for. */
  readonly causes: Readonly<Record<Cause, number>>;
}

/** The figures of at least one sync point. */
export function figuresOf(points: PointColumns): RangeFigures {
  const { columns, firstPoint, length } = points;
  const pauses = Float64Array.from({ length }, (_, i) => sumUs([points.pauseUs(i)]));
  const longest = pauses.indexOf(Math.max(...pauses));
  const phase = (k: number): number => sumUs(columns.phasesUs, k, PHASES.length);
  const causes = new Uint32Array(CAUSES.length);
  for (const cause of columns.causes) causes[cause]++;
  const { outputs } = columns;
  const outputBytes = outputs.bytes.subarray(outputs.from[0], outputs.from[length]);
  return {
    firstPoint,
    points: length,
    startUs: columns.epochStartUs[0],
    endUs: sumUs([columns.timeUs[length - 1], pauses[length - 1]]),
    dirtyPages: spreadOf(columns.dirtyPages),
    zeroPages: sum(columns.zeroPages),
    sentBytes: spreadOf(columns.sentBytes),
    outputs: outputBytes.length,
    outputBytes: sum(outputBytes),
    pauseUs: { ...spreadOf(pauses), sum: sumUs(pauses) },
    phasesUs: phaseTimes(PHASES.map((_, k) => phase(k))),
    longest: {
      point: firstPoint + longest,
      phasesUs: phaseTimes(columns.phasesUs.subarray(longest * PHASES.length)),
    },
    causes: countsByCause((cause) => causes[CAUSES.indexOf(cause)]),
  };
}

/** The figures of ranges that follow each other; at least one. */
export function joinFigures(parts: readonly RangeFigures[]): RangeFigures {
  const total = (value: (part: RangeFigures) => number): number => sum(parts.map(value));
  const totalUs = (value: (part: RangeFigures) => number): number => sumUs(parts.map(value));
  const pauses = parts.map(({ pauseUs }) => pauseUs);
  const longest = parts.reduce((a, b) => (b.pauseUs.max > a.pauseUs.max ? b : a)).longest;
  return {
    firstPoint: parts[0].firstPoint,
    points: total(({ points }) => points),
    startUs: parts[0].startUs,
    endUs: parts[parts.length - 1].endUs,
    dirtyPages: joinSpreads(parts.map(({ dirtyPages }) => dirtyPages)),
    zeroPages: total(({ zeroPages }) => zeroPages),
    sentBytes: joinSpreads(parts.map(({ sentBytes }) => sentBytes)),
    outputs: total(({ outputs }) => outputs),
    outputBytes: total(({ outputBytes }) => outputBytes),
    pauseUs: { ...joinSpreads(pauses), sum: totalUs(({ pauseUs }) => pauseUs.sum) },
    phasesUs: phaseTimes(PHASES.map((phase) => totalUs(({ phasesUs }) => phasesUs[phase]))),
    longest,
    causes: countsByCause((cause) => total(({ causes }) => causes[cause])),
  };
}

/**
 * Exact for times of whole nanoseconds, whatever their order.
 * @param step from one to the next that counts.
 */
export function sumUs(us: ArrayLike<number>, first = 0, step = 1): number {
  let nanoseconds = 0;
  for (let i = first; i < us.length; i += step) nanoseconds += Math.round(us[i] * 1000);
  return Math.min(nanoseconds, Number.MAX_SAFE_INTEGER) / 1000;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return Math.min(total, Number.MAX_SAFE_INTEGER);
}

function spreadOf(values: ArrayLike<number>): Spread {
  let [min, max] = [Infinity, 0];
  for (let i = 0; i < values.length; i++) {
    min = Math.min(min, values[i]);
    max = Math.max(max, values[i]);
  }
  return { sum: sum(values), min, max };
}

function joinSpreads(spreads: readonly Spread[]): Spread {
  return {
    sum: sum(spreads.map((spread) => spread.sum)),
    min: spreads.reduce((least, { min }) => Math.min(least, min), Infinity),
    max: spreads.reduce((most, { max }) => Math.max(most, max), 0),
  };
}

/** A count for each cause. */
export function countsByCause(count: (cause: Cause) => number): Record<Cause, number> {
  return Object.fromEntries(CAUSES.map((cause) => [cause, count(cause)])) as Record<Cause, number>;
}
