import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Figure, SkipFigure, Suite } from './figures';
import { mapFigures } from './inspector/mapFigures';
import { packageFigures } from './inspector/packageFigures';
import { WORKBENCH_FIGURES, workbenchFigures } from './inspector/workbenchFigures';
import { recordBench, whyNoRoom } from './trace/benchRecording';

/** A long recording in about a GB. */
const LONG = { points: 1_000_000, dirtyPages: 2, idleDevices: true };

/** What the inspector costs whoever looks at it: the page map on its own, and the whole in a workbench. */
export const inspectorSuite: Suite = async (skip, { quick }) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kemari-bench-'));
  try {
    const map = await mapFigures(skip);
    const packaged = await packageFigures(path.join(folder, 'kemari.vsix'));
    return [...map, ...(await measureWorkbench(folder, skip, quick)), ...packaged];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Of the packaged bundles, on a recording that it makes. */
async function measureWorkbench(
  folder: string,
  skip: SkipFigure,
  quick: boolean,
): Promise<Figure[]> {
  const why = quick ? 'it needs a recording of some minutes' : await whyNoRoom(folder, 2);
  if (why !== undefined) {
    for (const name of WORKBENCH_FIGURES) skip(name, why);
    return [];
  }
  const trace = path.join(folder, 'long.kemari');
  await recordBench(trace, LONG);
  return workbenchFigures(skip, trace);
}
