import type { Trace } from '../trace/trace';

/** How much longer than the mean pause of its trace a pause must be to be a stall. */
export const STALL_FACTOR = 8;

/**
 * A pause of more microseconds than this is a stall; infinite where there is nothing to compare with.
 * The first image is left out: it takes longer than everything else.
 */
export async function stallAboveUs(trace: Trace): Promise<number> {
  const last = trace.pointCount - 1;
  if (last < 1) return Infinity;
  const { pauseUs, points } = await trace.figures(1, last);
  return (pauseUs.sum / points) * STALL_FACTOR;
}
