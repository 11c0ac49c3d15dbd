import type { TimelineColumns } from '../protocol/inspector';
import type { Trace } from '../trace/trace';
import { ColumnBuilder, type ColumnLayout } from './columnBuilder';

/**
 * Above this, a column covers a power of two of points and begins at a multiple of it, so that the
 * trace's index knows its figures.
 */
const MOST_POINTS_READ = 128;

/** Answers that are kept: about a hundred KB each. */
const KEPT_TIMELINES = 16;

/** The most of what a range of points holds. */
export interface RangeMaximum {
  readonly dirtyPages: number;
  readonly pauseUs: number;
}

/** The figures that timeline and tree draw of every sync point; the trace keeps what was read lately. */
export class PointFigures {
  readonly #trace: Trace;
  /** By what was asked for; the one used last comes last. */
  readonly #kept = new Map<string, TimelineColumns>();

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** The most dirty pages and the longest pause of the points in the range, inclusive. */
  async maximum(from: number, to: number): Promise<RangeMaximum> {
    const { dirtyPages, pauseUs } = await this.#trace.figures(from, to);
    return { dirtyPages: dirtyPages.max, pauseUs: pauseUs.max };
  }

  /**
   * At most `columns` columns over the range: each keeps the extremes of its points, so that none is
   * lost however many points share a column. The last answers are kept, since points do not change.
   */
  async timeline(
    from: number,
    to: number,
    columns: number,
    signal?: AbortSignal,
  ): Promise<TimelineColumns> {
    signal?.throwIfAborted();
    const key = `${from} ${to} ${columns}`;
    const kept = this.#kept.get(key);
    const timeline = kept ?? (await this.#gather(columnsOver(from, to, columns), signal));
    this.#kept.delete(key);
    this.#kept.set(key, timeline);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_TIMELINES && oldest !== undefined) this.#kept.delete(oldest);
    return timeline;
  }

  async #gather(layout: ColumnLayout, signal?: AbortSignal): Promise<TimelineColumns> {
    const { from, to, pointsPerColumn } = layout;
    const builder = new ColumnBuilder(layout);
    if (pointsPerColumn > MOST_POINTS_READ) {
      await this.#trace.eachFigures(from, to, pointsPerColumn, (figures) => {
        signal?.throwIfAborted();
        builder.addFigures(figures);
      });
    } else {
      for await (const points of this.#trace.columns(from, to)) {
        signal?.throwIfAborted();
        builder.addPoints(points);
      }
    }
    return builder.columns();
  }
}

/** Where the first column begins, at or before `from`, and how many points each covers. */
function columnsOver(from: number, to: number, columns: number): ColumnLayout {
  const least = Math.ceil((to - from + 1) / columns);
  if (least <= MOST_POINTS_READ) return { from, to, start: from, pointsPerColumn: least };
  for (let points = 2 * MOST_POINTS_READ; ; points *= 2) {
    const start = from - (from % points);
    if (to + 1 - start <= columns * points) return { from, to, start, pointsPerColumn: points };
  }
}
