import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { OUTPUT_KINDS } from '../../../src/core/syncPoint';
import { recordTrace, type RecordingOptions } from '../../../src/node/recording';
import type { WorkloadName } from '../../../src/machine/v86/guest/workloads';

/** The seed of every guest that is measured. */
export const SEED = 1;

/** Folder with the workers, as the build leaves it below the folder that npm starts in. */
export const DISTRIBUTION = pathToFileURL(`${path.resolve('dist')}${path.sep}`);

/** What a bench changes of a recording. */
export type RunChanges = Partial<Pick<RecordingOptions, 'mode' | 'pages'>>;

/** Records a protected pair, active, passive and recorder in a thread each, as the command line does. */
export async function recordProtected(
  file: string,
  workload: WorkloadName,
  points: number,
  changes: RunChanges = {},
): Promise<void> {
  await recordTrace({
    file,
    workload,
    mode: 'stop-and-copy',
    points,
    tap: OUTPUT_KINDS,
    seed: SEED,
    distribution: DISTRIBUTION,
    ...changes,
  });
}
