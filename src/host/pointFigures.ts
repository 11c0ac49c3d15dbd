import { PHASES } from '../core/syncPoint';
import type { TimelineColumns } from '../protocol/inspector';
import type { RangeFigures } from '../trace/rangeFigures';
import type { Trace } from '../trace/trace';

/**
 * Above this, a column covers a power of two of points and begins at a multiple of it, so that the
 * trace's index knows its figures.
 */
const MOST_POINTS_READ = 128;

/** The most of what a range of points holds. */
export interface RangeMaximum {
  readonly dirtyPages: number;
  readonly pauseUs: number;
}

/** The figures that timeline and tree draw of every sync point; the trace keeps what was read lately. */
export class PointFigures {
  readonly #trace: Trace;

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** The most dirty pages and the longest pause of the points in the range, inclusive. */
  async maximum(from: number, to: number): Promise<RangeMaximum> {
    const { dirtyPages, pauseUs } = await this.#trace.figures(from, to);
    return { dirtyPages: dirtyPages.max, pauseUs: pauseUs.max };
  }

  /**
   * At most `columns` columns over the range: each keeps the most dirty pages and the longest pause
   * of its points, so that no peak is lost however many points share a column.
   */
  async timeline(
    from: number,
    to: number,
    columns: number,
    signal?: AbortSignal,
  ): Promise<TimelineColumns> {
    const { start, pointsPerColumn } = columnsOver(from, to, columns);
    const count = Math.ceil((to + 1 - start) / pointsPerColumn);
    const timeline = {
      ...{ from, to, start, pointsPerColumn },
      dirtyPages: new Uint32Array(count),
      phasesUs: new Float32Array(count * PHASES.length),
    };
    if (pointsPerColumn > MOST_POINTS_READ) await this.#fromFigures(timeline, signal);
    else await this.#fromPoints(timeline, signal);
    return timeline;
  }

  async #fromFigures(timeline: TimelineColumns, signal?: AbortSignal): Promise<void> {
    const { from, to, start, pointsPerColumn, dirtyPages, phasesUs } = timeline;
    for (let column = 0; column < dirtyPages.length; column++) {
      signal?.throwIfAborted();
      const first = start + column * pointsPerColumn;
      const figures: RangeFigures = await this.#trace.figures(
        Math.max(from, first),
        Math.min(to, first + pointsPerColumn - 1),
      );
      dirtyPages[column] = figures.dirtyPages.max;
      const longest = PHASES.map((phase) => figures.longest.phasesUs[phase]);
      phasesUs.set(longest, column * PHASES.length);
    }
  }

  async #fromPoints(timeline: TimelineColumns, signal?: AbortSignal): Promise<void> {
    const { from, to, start, pointsPerColumn, dirtyPages, phasesUs } = timeline;
    const longestUs = new Float64Array(dirtyPages.length).fill(-1);
    for await (const points of this.#trace.columns(from, to)) {
      signal?.throwIfAborted();
      const { columns, firstPoint, length } = points;
      for (let i = 0; i < length; i++) {
        const column = Math.floor((firstPoint + i - start) / pointsPerColumn);
        dirtyPages[column] = Math.max(dirtyPages[column], columns.dirtyPages[i]);
        const pauseUs = points.pauseUs(i);
        if (pauseUs <= longestUs[column]) continue;
        longestUs[column] = pauseUs;
        const at = i * PHASES.length;
        phasesUs.set(columns.phasesUs.subarray(at, at + PHASES.length), column * PHASES.length);
      }
    }
  }
}

/** Where the first column begins, at or before `from`, and how many points each covers. */
function columnsOver(
  from: number,
  to: number,
  columns: number,
): { readonly start: number; readonly pointsPerColumn: number } {
  const least = Math.ceil((to - from + 1) / columns);
  if (least <= MOST_POINTS_READ) return { start: from, pointsPerColumn: least };
  for (let points = 2 * MOST_POINTS_READ; ; points *= 2) {
    const start = from - (from % points);
    if (to + 1 - start <= columns * points) return { start, pointsPerColumn: points };
  }
}
