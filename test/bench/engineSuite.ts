import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { measureDirtyTracking } from './engine/dirtyTracking';
import { measureFailover } from './engine/failoverTime';
import { measureOverTcp } from './engine/overTcp';
import { measurePipelinedPause } from './engine/pipelinedPause';
import { measureProtection } from './engine/protection';
import { measureRecording } from './engine/recording';
import type { Figure, Suite } from './figures';

/** What protecting a guest costs, and what its trace does. */
export const engineSuite: Suite = async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kemari-bench-'));
  try {
    const figures: Figure[] = [
      ...(await measureRecording(path.join(folder, 'hotset.kemari'))),
      ...(await measureOverTcp()),
      ...(await measureProtection(path.join(folder, 'matrix.kemari'))),
      ...(await measurePipelinedPause(path.join(folder, 'pipelined.kemari'))),
      ...(await measureFailover()),
      ...(await measureDirtyTracking()),
    ];
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
