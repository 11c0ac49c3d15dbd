import { setTimeout as pause } from 'node:timers/promises';
import { KemariError } from '../core/errors';
import type { Trace } from '../trace/trace';
import type { PointRange } from './traceArguments';

/** Between two looks at a file that grows: soon enough for a reader, too seldom to cost anything. */
const LOOK_EVERY_MS = 200;

/**
 * Hands over the sync points of a trace, and those that come, until the recording is closed.
 * @throws KemariError of kind `cancelled` after the signal.
 */
export async function followPoints(
  trace: Trace,
  from: number,
  show: (range: PointRange) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (let next = from; ;) {
    const to = trace.pointCount - 1;
    if (next <= to) await show({ from: next, to });
    next = Math.max(next, to + 1);
    if (trace.complete) return;
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {
      const message = `interrupted; ${trace.name} was not closed until then`;
      throw new KemariError('cancelled', message);
    });
    await trace.refresh();
  }
}
