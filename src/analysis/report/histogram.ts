import type { Trace } from '../../trace/trace';

/** How many sync points had about as much of something; the first bin begins at 0. */
export interface Histogram {
  /** Up to where each bin goes, ascending; a value on the edge is in the bin below. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** How dirty pages and pauses of a trace are distributed; point 0 left out. */
export interface PointHistograms {
  readonly dirtyPages: Histogram;
  /** Microseconds; each bin is as much longer than the one before. */
  readonly pauseUs: Histogram;
}

const MOST_BINS = 32;

/** Bins in which a pause grows tenfold, from 10 µs on. */
const BINS_A_DECADE = 5;
const SHORTEST_US = 10;

/**
 * Reads all points of a trace. Its largest figures decide how wide the bins are.
 * @param signal ends it by its reason.
 */
export async function pointHistograms(
  trace: Trace,
  signal?: AbortSignal,
): Promise<PointHistograms | undefined> {
  const last = trace.pointCount - 1;
  if (last < 1) return undefined;
  const most = await trace.figures(1, last);
  const dirtyPages = new Bins(evenEdges(most.dirtyPages.max));
  const pauseUs = new Bins(growingEdges(most.pauseUs.max));
  for await (const points of trace.columns(1, last)) {
    signal?.throwIfAborted();
    for (let i = 0; i < points.length; i++) {
      dirtyPages.add(points.columns.dirtyPages[i]);
      pauseUs.add(points.pauseUs(i));
    }
  }
  return { dirtyPages, pauseUs };
}

class Bins implements Histogram {
  readonly counts: number[];

  constructor(readonly edges: readonly number[]) {
    this.counts = edges.map(() => 0);
  }

  add(value: number): void {
    let [from, to] = [0, this.edges.length - 1];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (value <= this.edges[middle]) to = middle;
      else from = middle + 1;
    }
    this.counts[from]++;
  }
}

/** Edges of whole numbers. */
function evenEdges(most: number): number[] {
  const step = Math.max(1, Math.ceil(most / MOST_BINS));
  const edges: number[] = [];
  for (let edge = step; edges.length === 0 || edge - step < most; edge += step) edges.push(edge);
  return edges;
}

function growingEdges(most: number): number[] {
  const edges: number[] = [];
  for (let i = 0; edges.length === 0 || (edges.at(-1) ?? 0) < most; i++) {
    edges.push(SHORTEST_US * 10 ** (i / BINS_A_DECADE));
  }
  return edges;
}
