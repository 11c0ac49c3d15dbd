import { CAUSES, type Cause } from '../core/syncPoint';
import type { Trace } from '../trace/trace';
import { Samples, type Distribution } from './distribution';

/** A trace in a few figures. */
export interface TraceSummary {
  readonly pointCount: number;
  /** From the beginning of the recording, or of the first point's epoch, to the end of the last pause. */
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

/**
 * Reads all points of a trace once and keeps 16 bytes of each.
 *
 * Point 0 is left out of every distribution: it carries the whole image instead of dirty pages, and
 * its pause is that of the first copy.
 *
 * @param progress told how many points were read.
 */
export function summarize(
  trace: Trace,
  progress?: (points: number, total: number) => void,
): Promise<TraceSummary> {
  return summarizeRange(trace, 0, trace.pointCount - 1, progress);
}

/**
 * The same of some of the points, inclusive at both ends. Its duration is from when the guest began to
 * run towards the first of them to the end of the last pause.
 * @throws RangeError if the trace does not have these points; whatever `progress` throws.
 */
export async function summarizeRange(
  trace: Trace,
  from: number,
  to: number,
  progress?: (points: number, total: number) => void,
): Promise<TraceSummary> {
  const pointCount = to - from + 1;
  const dirtyPages = new Samples(pointCount);
  const pauses = new Samples(pointCount);
  const causes = CAUSES.map((cause) => ({ cause, points: 0, dirtyPages: 0, pauseUs: 0 }));
  let totalDirty = 0;
  let sentBytes = 0;
  let maxSentBytes = 0;
  let maxPauseUs = 0;
  let startUs = 0;
  let endUs = 0;

  for await (const points of trace.columns(from, to)) {
    const { columns, firstPoint, length } = points;
    for (let i = 0; i < length; i++) {
      const pauseUs = points.pauseUs(i);
      const pages = columns.dirtyPages[i];
      totalDirty += pages;
      sentBytes += columns.sentBytes[i];
      maxSentBytes = Math.max(maxSentBytes, columns.sentBytes[i]);
      maxPauseUs = Math.max(maxPauseUs, pauseUs);
      endUs = columns.timeUs[i] + pauseUs;
      if (firstPoint + i === from && from > 0) startUs = columns.epochStartUs[i];
      if (firstPoint + i === 0) continue;

      dirtyPages.add(pages);
      pauses.add(pauseUs);
      const cause = causes[columns.causes[i]];
      cause.points++;
      cause.dirtyPages += pages;
      cause.pauseUs += pauseUs;
    }
    progress?.(firstPoint + length - from, pointCount);
  }

  return {
    pointCount,
    durationUs: endUs - startUs,
    dirtyPages: { total: totalDirty, mean: dirtyPages.mean, ...dirtyPages.distribution() },
    pauseUs: pauses.distribution(),
    sentBytes,
    maxSentBytes,
    maxPauseUs,
    causes: causes.filter(({ points }) => points > 0),
  };
}
