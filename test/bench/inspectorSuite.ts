import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Figure, SkipFigure, Suite } from './figures';
import { mapFigures } from './inspector/mapFigures';
import { WORKBENCH_FIGURES, workbenchFigures } from './inspector/workbenchFigures';
import { recordBench, whyNoRoom } from './trace/benchRecording';

/** A long recording in about a GB. */
const LONG = { points: 1_000_000, dirtyPages: 2, idleDevices: true };

/** Figures of the packaged extension. */
const OF_PACKAGE = ['vsixMB', 'mainBundleKB'];

/** What the inspector costs whoever looks at it: the page map on its own, and the whole in a workbench. */
export const inspectorSuite: Suite = async (skip, { quick }) => {
  const figures: Figure[] = [...(await mapFigures(skip))];
  if (quick) {
    for (const name of WORKBENCH_FIGURES) skip(name, 'it needs a recording of some minutes');
  } else figures.push(...(await measureWorkbench(skip)));
  for (const name of OF_PACKAGE) skip(name, 'there is no package to measure yet');
  return figures;
};

async function measureWorkbench(skip: SkipFigure): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kemari-bench-'));
  try {
    const why = await whyNoRoom(folder, 2);
    if (why !== undefined) {
      for (const name of WORKBENCH_FIGURES) skip(name, why);
      return [];
    }
    const trace = path.join(folder, 'long.kemari');
    await recordBench(trace, LONG);
    return await workbenchFigures(skip, trace);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
