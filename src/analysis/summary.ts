import { CAUSES, type Cause } from '../core/syncPoint';
import type { Trace } from '../trace/trace';
import { Samples, type Distribution } from './distribution';

/** A trace in a few figures. */
export interface TraceSummary {
  readonly pointCount: number;
  /** From the beginning of the recording to the end of the last pause. */
  readonly durationUs: number;
  /** Dirty pages a sync point. `total` is over all points; the others leave point 0 out. */
  readonly dirtyPages: Distribution & { readonly total: number; readonly mean: number };
  /** Pause a sync point, in microseconds, without point 0. */
  readonly pauseUs: Distribution;
  /** Bytes that crossed the link, the first image's included. */
  readonly sentBytes: number;
  /** Largest `sentBytes` of one point, point 0 included. */
  readonly maxSentBytes: number;
  /** Longest pause of one point, point 0 included. */
  readonly maxPauseUs: number;
  /** The causes that occurred, in the order of {@link CAUSES}; point 0 left out. */
  readonly causes: readonly CauseSummary[];
}

/** What one cause had a share in. */
export interface CauseSummary {
  readonly cause: Cause;
  readonly points: number;
  readonly dirtyPages: number;
  /** All pauses together. */
  readonly pauseUs: number;
}

/** Points read at once: enough that reading is cheap, few enough that they never matter in memory. */
const RANGE = 4096;

/**
 * Reads all points of a trace once, in ranges, and keeps 16 bytes of each.
 *
 * Point 0 is left out of every distribution: it carries the whole image instead of dirty pages, and
 * its pause is that of the first copy.
 *
 * @param progress told how many points were read.
 */
export async function summarize(
  trace: Trace,
  progress?: (points: number, total: number) => void,
): Promise<TraceSummary> {
  const { pointCount } = trace;
  const dirtyPages = new Samples();
  const pauses = new Samples();
  const causes = new Map<Cause, { points: number; dirtyPages: number; pauseUs: number }>();
  let totalDirty = 0;
  let sentBytes = 0;
  let maxSentBytes = 0;
  let maxPauseUs = 0;
  let durationUs = 0;

  for (let from = 0; from < pointCount; from += RANGE) {
    const to = Math.min(pointCount, from + RANGE) - 1;
    for (const point of await trace.points(from, to)) {
      totalDirty += point.dirtyPages;
      sentBytes += point.sentBytes;
      maxSentBytes = Math.max(maxSentBytes, point.sentBytes);
      maxPauseUs = Math.max(maxPauseUs, point.pauseUs);
      durationUs = point.timeUs + point.pauseUs;
      if (point.point === 0) continue;

      dirtyPages.add(point.dirtyPages);
      pauses.add(point.pauseUs);
      const share = causes.get(point.cause) ?? { points: 0, dirtyPages: 0, pauseUs: 0 };
      share.points++;
      share.dirtyPages += point.dirtyPages;
      share.pauseUs += point.pauseUs;
      causes.set(point.cause, share);
    }
    progress?.(to + 1, pointCount);
  }

  return {
    pointCount,
    durationUs,
    dirtyPages: { total: totalDirty, mean: dirtyPages.mean, ...dirtyPages.distribution() },
    pauseUs: pauses.distribution(),
    sentBytes,
    maxSentBytes,
    maxPauseUs,
    causes: CAUSES.flatMap((cause) => {
      const share = causes.get(cause);
      return share ? [{ cause, ...share }] : [];
    }),
  };
}
