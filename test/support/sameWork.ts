import { guestProgress } from '../../src/analysis/report/guestClock';
import { summarizeRange, type TraceSummary } from '../../src/analysis/summary';
import type { Trace } from '../../src/trace/trace';

/** Instructions that the guest had retired at a sync point. */
export async function instructionsAt(trace: Trace, point: number): Promise<number> {
  const progress = guestProgress(await trace.devices(point));
  if (progress === undefined) throw new Error(`${trace.name} tells no instructions`);
  return progress.instructions;
}

/** The last sync point at which the guest had retired no more instructions than these. */
export async function pointBefore(trace: Trace, instructions: number): Promise<number> {
  let [from, to] = [0, trace.pointCount - 1];
  while (from < to) {
    const middle = Math.ceil((from + to) / 2);
    if ((await instructionsAt(trace, middle)) <= instructions) from = middle;
    else to = middle - 1;
  }
  return from;
}

/** What a recording shows of the work that another one did between two of its sync points. */
export async function summaryOfSameWork(
  trace: Trace,
  other: Trace,
  from: number,
  to: number,
): Promise<TraceSummary> {
  const first = await pointBefore(trace, await instructionsAt(other, from));
  const last = await pointBefore(trace, await instructionsAt(other, to));
  return summarizeRange(trace, first + 1, Math.max(first + 1, last));
}
