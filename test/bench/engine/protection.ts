import { openTraceFile } from '../../../src/node/traceFiles';
import type { Figure } from '../figures';
import { recordProtected } from './protectedRun';
import { runUnprotected } from './unprotectedRun';

/** Computes for some milliseconds of guest time, dirties 64 pages, and then sends one byte. */
const WORKLOAD = 'matrix';
const POINTS = 500;
const WARM_UP_POINTS = 100;
const LAST = POINTS - 1;

/** Guest instructions a second, protected against unprotected, of a guest that computes. */
export async function measureProtection(file: string): Promise<Figure[]> {
  await recordProtected(file, WORKLOAD, POINTS);
  const unprotected = await runUnprotected(WORKLOAD, WARM_UP_POINTS, LAST);
  const trace = await openTraceFile(file);
  try {
    const [from, to] = [await trace.point(WARM_UP_POINTS), await trace.point(LAST)];
    // The guest does the same between the same outputs, so the instructions are the same too.
    const seconds = (to.timeUs + to.pauseUs - from.timeUs - from.pauseUs) / 1e6;
    return [
      {
        name: 'protectedSpeedRatio',
        value: unprotected.seconds / seconds,
        unit: 'ratio',
        baseline: {
          name: 'unprotectedMips',
          value: unprotected.instructions / unprotected.seconds / 1e6,
        },
      },
    ];
  } finally {
    await trace.close();
  }
}
