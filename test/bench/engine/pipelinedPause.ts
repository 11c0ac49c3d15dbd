import { Samples } from '../../../src/analysis/distribution';
import type { Mode } from '../../../src/core/syncPoint';
import { openTraceFile } from '../../../src/node/traceFiles';
import type { Figure } from '../figures';
import { recordProtected } from './protectedRun';

/** Writes as many pages a step, one after the other, and then sends one byte. */
const WORKLOAD = 'memwalk';
const PAGES = 1_000;
const POINTS = 500;
const WARM_UP_POINTS = 150;

/** Sync points that count: those of about as many pages. */
const LEAST_PAGES = 800;
const MOST_PAGES = 1_200;

/** How long the guest stands still at about 1,000 dirty pages: pipelined against stop-and-copy. */
export async function measurePipelinedPause(file: string): Promise<Figure[]> {
  const pipelined = await pauseMs(file, 'pipelined');
  const stopped = await pauseMs(file, 'stop-and-copy');
  return [
    {
      name: 'pipelinedPauseRatio',
      value: pipelined / stopped,
      unit: 'ratio',
      baseline: { name: 'stopAndCopyPauseMsP50', value: stopped },
    },
    { name: 'pipelinedPauseMsP50', value: pipelined, unit: 'ms' },
  ];
}

async function pauseMs(file: string, mode: Mode): Promise<number> {
  await recordProtected(file, WORKLOAD, POINTS, { mode, pages: PAGES });
  const trace = await openTraceFile(file);
  try {
    const pauses = new Samples();
    for (const { dirtyPages, pauseUs } of await trace.points(WARM_UP_POINTS, POINTS - 1)) {
      if (dirtyPages >= LEAST_PAGES && dirtyPages <= MOST_PAGES) pauses.add(pauseUs / 1000);
    }
    if (pauses.count < 50)
      throw new Error(`only ${pauses.count} sync points of about ${PAGES} pages`);
    return pauses.distribution().p50;
  } finally {
    await trace.close();
  }
}
