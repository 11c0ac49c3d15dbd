import { CAUSES, PHASES } from '../core/syncPoint';
import type { ColumnFigures, TimelineColumns } from '../protocol/inspector';
import type { PointColumns } from '../trace/pointColumns';
import type { RangeFigures, Spread } from '../trace/rangeFigures';

/** Where the columns of a range lie. */
export interface ColumnLayout {
  readonly from: number;
  readonly to: number;
  /** Where the first column begins, at or before `from`. */
  readonly start: number;
  readonly pointsPerColumn: number;
}

/** Gathers the timeline's columns from points and from figures that come in the order of the points. */
export class ColumnBuilder {
  readonly #layout: ColumnLayout;
  readonly #dirtyPages: Uint32Array;
  readonly #sentBytes: Float64Array;
  readonly #pauseUs: Float64Array;
  readonly #phasesUs: Float32Array;
  readonly #longest: Uint32Array;
  readonly #least: ColumnFigures;
  readonly #sums: ColumnFigures;
  readonly #outputs: Uint32Array;
  readonly #outputBytes: Float64Array;
  /** In the order of CAUSES. */
  readonly #causes: readonly Uint32Array[];
  readonly #startUs: Float64Array;
  #endUs = 0;

  constructor(layout: ColumnLayout) {
    this.#layout = layout;
    const count = Math.ceil((layout.to + 1 - layout.start) / layout.pointsPerColumn);
    const figures = (value: number): ColumnFigures => ({
      dirtyPages: new Float64Array(count).fill(value),
      sentBytes: new Float64Array(count).fill(value),
      pauseUs: new Float64Array(count).fill(value),
    });
    this.#dirtyPages = new Uint32Array(count);
    this.#sentBytes = new Float64Array(count);
    this.#pauseUs = new Float64Array(count).fill(-1);
    this.#phasesUs = new Float32Array(count * PHASES.length);
    this.#longest = new Uint32Array(count);
    this.#least = figures(Infinity);
    this.#sums = figures(0);
    this.#outputs = new Uint32Array(count);
    this.#outputBytes = new Float64Array(count);
    this.#causes = CAUSES.map(() => new Uint32Array(count));
    this.#startUs = new Float64Array(count).fill(NaN);
  }

  /** Adds what some points of one column add up to. */
  addFigures(figures: RangeFigures): void {
    const column = this.#columnOf(figures.firstPoint);
    this.#addPages(column, figures.dirtyPages);
    this.#addSent(column, figures.sentBytes);
    const { min, max, sum } = figures.pauseUs;
    if (this.#addPause(column, min, max, sum)) {
      const { point, phasesUs } = figures.longest;
      this.#longest[column] = point;
      const at = column * PHASES.length;
      for (let k = 0; k < PHASES.length; k++) this.#phasesUs[at + k] = phasesUs[PHASES[k]];
    }
    this.#outputs[column] += figures.outputs;
    this.#outputBytes[column] += figures.outputBytes;
    for (let k = 0; k < CAUSES.length; k++) this.#causes[k][column] += figures.causes[CAUSES[k]];
    this.#addTimes(column, figures.startUs, figures.endUs);
  }

  /** Adds points, a column's at a time. */
  addPoints(points: PointColumns): void {
    const { start, pointsPerColumn } = this.#layout;
    const { firstPoint, length } = points;
    for (let i = 0; i < length;) {
      const column = this.#columnOf(firstPoint + i);
      const next = start + (column + 1) * pointsPerColumn - firstPoint;
      const end = Math.min(length, next);
      this.#addRun(column, points, i, end);
      i = end;
    }
  }

  /** Adds the points from the i-th up to, not including, the `end`-th, which share a column. */
  #addRun(column: number, points: PointColumns, i: number, end: number): void {
    const { columns, firstPoint } = points;
    const { from, bytes } = columns.outputs;
    let [leastUs, mostUs, sumUs, longest] = [Infinity, -1, 0, i];
    for (let k = i; k < end; k++) {
      const pauseUs = points.pauseUs(k);
      sumUs += pauseUs;
      if (pauseUs < leastUs) leastUs = pauseUs;
      if (pauseUs > mostUs) [mostUs, longest] = [pauseUs, k];
      this.#causes[columns.causes[k]][column]++;
    }
    if (this.#addPause(column, leastUs, mostUs, sumUs)) {
      this.#longest[column] = firstPoint + longest;
      const at = longest * PHASES.length;
      const phases = columns.phasesUs.subarray(at, at + PHASES.length);
      this.#phasesUs.set(phases, column * PHASES.length);
    }
    const pages = spreadOf(columns.dirtyPages, i, end);
    this.#addPages(column, pages);
    const sent = spreadOf(columns.sentBytes, i, end);
    this.#addSent(column, sent);
    this.#outputs[column] += from[end] - from[i];
    for (let k = from[i]; k < from[end]; k++) this.#outputBytes[column] += bytes[k];
    const endUs = columns.timeUs[end - 1] + points.pauseUs(end - 1);
    this.#addTimes(column, columns.epochStartUs[i], endUs);
  }

  /** The columns, once all points of the range were added. */
  columns(): TimelineColumns {
    return {
      ...this.#layout,
      dirtyPages: this.#dirtyPages,
      sentBytes: this.#sentBytes,
      phasesUs: this.#phasesUs,
      longest: this.#longest,
      least: this.#least,
      sums: this.#sums,
      outputs: this.#outputs,
      outputBytes: this.#outputBytes,
      causes: CAUSES.flatMap((cause, k) => {
        const points = this.#causes[k];
        return points.some((count) => count > 0) ? [{ cause, points }] : [];
      }),
      startUs: this.#startUs,
      endUs: this.#endUs,
    };
  }

  #columnOf(point: number): number {
    return Math.floor((point - this.#layout.start) / this.#layout.pointsPerColumn);
  }

  #addPages(column: number, { min, max, sum }: Spread): void {
    const pages = this.#least.dirtyPages;
    pages[column] = Math.min(pages[column], min);
    this.#dirtyPages[column] = Math.max(this.#dirtyPages[column], max);
    this.#sums.dirtyPages[column] += sum;
  }

  #addSent(column: number, { min, max, sum }: Spread): void {
    const sent = this.#least.sentBytes;
    sent[column] = Math.min(sent[column], min);
    this.#sentBytes[column] = Math.max(this.#sentBytes[column], max);
    this.#sums.sentBytes[column] += sum;
  }

  /** @returns whether this is the column's longest pause up to now. */
  #addPause(column: number, least: number, most: number, sum: number): boolean {
    const pauses = this.#least.pauseUs;
    pauses[column] = Math.min(pauses[column], least);
    this.#sums.pauseUs[column] += sum;
    if (most <= this.#pauseUs[column]) return false;
    this.#pauseUs[column] = most;
    return true;
  }

  #addTimes(column: number, startUs: number, endUs: number): void {
    if (Number.isNaN(this.#startUs[column])) this.#startUs[column] = startUs;
    this.#endUs = endUs;
  }
}

function spreadOf(values: Uint32Array | Float64Array, i: number, end: number): Spread {
  let [min, max, sum] = [Infinity, 0, 0];
  for (let k = i; k < end; k++) {
    const value = values[k];
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  return { min, max, sum };
}
