import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TraceFigures } from '../../analysis/report/traceFigures';
import type { UnprotectedRun } from '../../analysis/report/unprotectedRun';
import { KemariError, messageOf } from '../../core/errors';
import { OUTPUT_KINDS, type Mode } from '../../core/syncPoint';
import { findPlaceToWrite } from '../../node/newFile';
import type { Context, RecordingRequest } from '../command';
import { countOf, formatCount } from '../format';
import { ProgressBar } from '../progressBar';

/** What a matrix is to record. */
export interface MatrixRequest {
  readonly workloads: readonly string[];
  readonly modes: readonly Mode[];
  /** Whether to record each workload once more, with accesses to interrupt chips as sync points. */
  readonly irqchip: boolean;
  /** Of each recording. */
  readonly seconds: number;
  /** Where the recordings are kept; undefined: nowhere. */
  readonly folder: string | undefined;
  /** Whether files there may be replaced. */
  readonly force: boolean;
}

/** The seed of every guest: all recordings of a workload are of the same run. */
const SEED = 1;

/** About as long as an unprotected run takes, for the progress bar. */
const UNPROTECTED_SECONDS = 3;

/** Files of a matrix beside its recordings. */
export const MATRIX_FILES = {
  unprotected: 'unprotected.json',
  json: 'report.json',
  markdown: 'report.md',
} as const;

/** The trace of one recording of a matrix. */
interface MatrixTrace {
  readonly file: string;
  readonly request: Omit<RecordingRequest, 'file'>;
}

/** All recordings of one request, in their order. */
function matrixTraces({ workloads, modes, irqchip, seconds }: MatrixRequest): MatrixTrace[] {
  return workloads.flatMap((workload) => {
    const guest = { workload, seconds, seed: SEED };
    const traces: MatrixTrace[] = modes.map((mode) => ({
      file: `${workload}-${mode}.kemari`,
      request: { ...guest, mode, tap: OUTPUT_KINDS },
    }));
    if (!irqchip) return traces;
    const [mode] = modes;
    const tap = [...OUTPUT_KINDS, 'irqchip' as const];
    const file = `${workload}-${mode}-irqchip.kemari`;
    return [...traces, { file, request: { ...guest, mode, tap } }];
  });
}

/** Where a matrix is recorded, until {@link end}. */
export class MatrixFolder {
  readonly #temporary: boolean;

  private constructor(
    readonly path: string,
    temporary: boolean,
  ) {
    this.#temporary = temporary;
  }

  /**
   * Makes the folder, and sees that nothing there would be lost.
   * @throws KemariError of kind `usage` if a file is there that may not be replaced; `output` if there
   *   cannot be such a folder.
   */
  static async prepare(request: MatrixRequest): Promise<MatrixFolder> {
    const { folder, force } = request;
    try {
      if (folder === undefined) {
        return new MatrixFolder(await mkdtemp(path.join(tmpdir(), 'kemari-matrix-')), true);
      }
      await mkdir(folder, { recursive: true });
    } catch (error) {
      const name = folder ?? tmpdir();
      throw new KemariError('output', `${name}: cannot be a folder: ${messageOf(error)}`, {
        file: name,
      });
    }
    const names = [
      ...matrixTraces(request).map(({ file }) => file),
      ...Object.values(MATRIX_FILES),
    ];
    for (const name of names) await findPlaceToWrite(path.join(folder, name), force);
    return new MatrixFolder(folder, false);
  }

  /** Leaves the folder, which is gone then unless it was asked for. */
  async end(): Promise<void> {
    if (this.#temporary) await rm(this.path, { recursive: true, force: true });
  }
}

/**
 * Records every workload in every mode, and with interrupt-chip taps, with a progress bar.
 * @returns the traces' paths.
 * @throws KemariError of kind `cancelled` after the signal; what was recorded until then stays.
 */
export async function recordMatrix(
  request: MatrixRequest,
  { path: folder }: MatrixFolder,
  context: Context,
  signal: AbortSignal,
): Promise<string[]> {
  const traces = matrixTraces(request);
  const { seconds, workloads } = request;
  const allSeconds = traces.length * seconds + workloads.length * UNPROTECTED_SECONDS;
  const bar = new ProgressBar(context.terminal.err, 'Recording', 0);
  const files: string[] = [];
  try {
    for (const [i, { file, request: recording }] of traces.entries()) {
      const startMs = performance.now();
      const tell = (points: number): void => {
        const elapsed = Math.min(seconds, (performance.now() - startMs) / 1000);
        const which = `${file.replace('.kemari', '')}, ${i + 1} of ${traces.length}`;
        const share = (i * seconds + elapsed) / allSeconds;
        bar.update(share, `${which}: ${countOf(points, 'sync point')}`);
      };
      tell(0);
      const place = path.join(folder, file);
      const { cancelled } = await context.recordTrace(
        { ...recording, file: place },
        { progress: ({ points }) => tell(points), signal },
      );
      files.push(place);
      if (cancelled || signal.aborted) throw interrupted(request.folder, files.length);
    }
    return files;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw interrupted(request.folder, files.length);
  } finally {
    bar.finish();
  }
}

/** Runs each workload once without protection, as far as its first recording went. */
export async function runUnprotectedMatrix(
  request: MatrixRequest,
  traces: readonly TraceFigures[],
  context: Context,
  signal: AbortSignal,
): Promise<UnprotectedRun[]> {
  const { workloads } = request;
  const bar = new ProgressBar(context.terminal.err, 'Running unprotected', 0);
  const runs: UnprotectedRun[] = [];
  try {
    for (const [i, workload] of workloads.entries()) {
      const stretch = traces.find((trace) => trace.workload === workload)?.stretch;
      const { fromInstructions, instructions } = stretch ?? {};
      // A recording with nothing but its first image has nothing to be compared with.
      if (fromInstructions === undefined || instructions === undefined) continue;
      runs.push(
        await context.runUnprotected(
          { workload, seed: SEED, fromInstructions, instructions },
          {
            progress: (share) => {
              const which = `${workload}, ${formatCount(i + 1)} of ${workloads.length}`;
              bar.update((i + share) / workloads.length, which);
            },
            signal,
          },
        ),
      );
    }
    return runs;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw interrupted(request.folder, traces.length);
  } finally {
    bar.finish();
  }
}

function interrupted(folder: string | undefined, recordings: number): KemariError {
  const kept = folder === undefined ? '' : `; ${folder} keeps ${countOf(recordings, 'recording')}`;
  return new KemariError('cancelled', `interrupted; there is no report${kept}`);
}
