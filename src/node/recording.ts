import { MessageChannel } from 'node:worker_threads';
import { KemariError } from '../core/errors';
import { ACCESS_CAUSES, type Mode, type OutputKind, type TapCause } from '../core/syncPoint';
import { syncModeOf } from '../engine/syncMode';
import {
  GUEST_MEMORY_BYTES,
  isWorkload,
  WORKLOADS,
  type WorkloadName,
} from '../machine/v86/guest/workloads';
import type { Durability } from '../trace/durability';
import { WorkerThread } from './ports/workerThread';
import { RecordingEnd } from './recordingEnd';
import type {
  ActiveResult,
  ActiveWorkerData,
  PassiveWorkerData,
  RecorderResult,
  RecorderWorkerData,
  RecordingProgress,
} from './recordingWorkers';

export type { RecordingProgress } from './recordingWorkers';

/** What to record. It ends at whichever of `points` and `seconds` comes first, or when it is cancelled. */
export interface RecordingOptions {
  /** The trace to write; an older file there is replaced. */
  readonly file: string;
  readonly workload: string;
  readonly mode: Mode;
  /** Milliseconds between two sync points of mode `periodic`; others have none. */
  readonly intervalMs?: number;
  /** Sync points in the file, counting point 0. */
  readonly points?: number;
  /** Seconds of wall-clock time. */
  readonly seconds?: number;
  /** Outputs and accesses at which a sync point is taken; other outputs travel with the next one. */
  readonly tap: readonly TapCause[];
  /** Outputs that are let out at once, whatever becomes of the guest; none unless told. */
  readonly ignore?: readonly OutputKind[];
  /** Microseconds of guest time for which an output waits for others to share its sync point. */
  readonly coalesceUs?: number;
  /** About how many pages a step of a memory workload writes; 64 unless told. */
  readonly pages?: number;
  /** Decides what the workload does; 0 to 2^32 - 1. */
  readonly seed: number;
  /** When what is recorded survives a loss of power; `none` unless told. */
  readonly durability?: Durability;
  /** The guest's memory; a whole number of MiB. */
  readonly memoryBytes?: number;
  /** Folder with the workers and `v86.wasm`: the program's `dist/`. */
  readonly distribution: URL;
}

/** How a recording ended. */
export interface RecordingResult {
  /** Sync points in the file. */
  readonly points: number;
  readonly cancelled: boolean;
  /** Bytes of output that the guest let out; not known of one that had to be ended where it was. */
  readonly outputBytes?: number;
}

/** Who watches a recording, and may end it. */
export interface RecordingWatch {
  /** Told a few times a second. */
  readonly progress?: (progress: RecordingProgress) => void;
  /** Ends the recording; the trace is closed properly with what was recorded. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a protected pair, the active and the passive each in a thread of its own, and records its trace
 * in a third. When it ends all three are gone, but for one that hangs in the file system; the file
 * holds every sync point that was committed and written. Once cancelled it ends in a bounded time.
 *
 * @throws KemariError of kind `usage` for options that cannot be; `output` if the file cannot be
 *   written; `cancelled` if the signal came before anything was recorded; any other Error if a worker
 *   crashed, or did not end when it should.
 */
export async function recordTrace(
  options: RecordingOptions,
  watch: RecordingWatch = {},
): Promise<RecordingResult> {
  const { progress, signal } = watch;
  const workload = checkedWorkload(options);
  checkOptions(options, watch);
  if (signal?.aborted) throw new KemariError('cancelled', 'the recording was cancelled');

  const workers = startWorkers(options, workload, progress);
  const end = new RecordingEnd(workers);
  const onAbort = (): void => end.request();
  signal?.addEventListener('abort', onAbort);
  // Without its passive or its recorder an active has nothing to go on for.
  workers.passive.result.catch(onAbort);
  workers.recorder.result.catch(onAbort);
  try {
    const [active, passive, recorder] = await Promise.race([
      end.stuck,
      Promise.allSettled([workers.active.result, workers.passive.result, workers.recorder.result]),
    ]);
    // When one fails the others follow, so the cause is to be found in this order.
    if (recorder.status === 'rejected') throw recorder.reason;
    if (passive.status === 'rejected') throw passive.reason;
    const { points } = recorder.value;
    if (active.status === 'fulfilled') {
      const { outputBytes, stopRequested } = active.value;
      return { points, cancelled: stopRequested, outputBytes };
    }
    if (!end.activeTerminated) throw active.reason;
    if (points === 0) throw new KemariError('cancelled', 'the recording was cancelled');
    return { points, cancelled: true };
  } finally {
    signal?.removeEventListener('abort', onAbort);
    end.dispose();
  }
}

interface RecordingThreads {
  readonly active: WorkerThread<ActiveResult, RecordingProgress>;
  readonly passive: WorkerThread<undefined, never>;
  readonly recorder: WorkerThread<RecorderResult, never>;
}

function startWorkers(
  options: RecordingOptions,
  workload: WorkloadName,
  onProgress: ((progress: RecordingProgress) => void) | undefined,
): RecordingThreads {
  const { file, mode, intervalMs, points, seconds, tap, ignore = [], seed } = options;
  const accesses = ACCESS_CAUSES.filter((cause) => tap.includes(cause));
  const memoryBytes = options.memoryBytes ?? GUEST_MEMORY_BYTES;
  const distribution = options.distribution.href;
  const script = (name: string): URL => new URL(name, options.distribution);
  const link = new MessageChannel();
  const recording = new MessageChannel();

  const recorderData: RecorderWorkerData = {
    file,
    workload,
    mode,
    startedAtMs: Date.now(),
    durability: options.durability ?? 'none',
    active: recording.port2,
  };
  const passiveData: PassiveWorkerData = {
    memoryBytes,
    accesses,
    distribution,
    link: link.port2,
  };
  const activeData: ActiveWorkerData = {
    workload,
    seed,
    memoryBytes,
    ...(options.pages === undefined ? {} : { pages: options.pages }),
    mode: syncModeOf(mode, intervalMs),
    tap,
    ignore,
    coalesceUs: options.coalesceUs ?? 0,
    accesses,
    stop: {
      ...(points === undefined ? {} : { points }),
      ...(seconds === undefined ? {} : { afterUs: seconds * 1e6 }),
    },
    distribution,
    link: link.port1,
    recorder: recording.port1,
  };
  return {
    recorder: new WorkerThread(script('recorderWorker.js'), 'recorder', recorderData, [
      recording.port2,
    ]),
    passive: new WorkerThread(script('passiveWorker.js'), 'passive', passiveData, [link.port2]),
    active: new WorkerThread(
      script('activeWorker.js'),
      'active',
      activeData,
      [link.port1, recording.port1],
      onProgress,
    ),
  };
}

/** The workload's name. @throws KemariError of kind `usage` if there is none of this name. */
export function checkedWorkload({ workload }: Pick<RecordingOptions, 'workload'>): WorkloadName {
  if (isWorkload(workload)) return workload;
  const names = WORKLOADS.map(({ name }) => name).join(', ');
  throw new KemariError('usage', `there is no workload "${workload}"; there are: ${names}`);
}

/** @throws KemariError of kind `usage` for options that cannot be. */
export function checkOptions(
  options: Omit<RecordingOptions, 'file'>,
  { signal }: Pick<RecordingWatch, 'signal'>,
): void {
  const { mode, intervalMs, points, seconds, tap, coalesceUs } = options;
  if (intervalMs !== undefined && mode !== 'periodic') {
    throw new KemariError('usage', `an interval is of mode periodic, not of ${mode}`);
  }
  if (intervalMs !== undefined && !(intervalMs > 0 && intervalMs < Infinity)) {
    throw new KemariError(
      'usage',
      `milliseconds of an interval must be above 0, not ${intervalMs}`,
    );
  }
  if (points !== undefined && (!Number.isSafeInteger(points) || points < 1)) {
    throw new KemariError('usage', `sync points to record must be 1 or more, not ${points}`);
  }
  if (seconds !== undefined && !(seconds > 0 && seconds < Infinity)) {
    throw new KemariError('usage', `seconds to record must be above 0, not ${seconds}`);
  }
  if (points === undefined && seconds === undefined && !signal) {
    throw new KemariError('usage', 'a recording needs a number of sync points or of seconds');
  }
  if (tap.length === 0 && mode !== 'periodic') {
    throw new KemariError('usage', 'a recording needs at least one cause of sync points');
  }
  if (coalesceUs !== undefined && !(coalesceUs >= 0 && coalesceUs < Infinity)) {
    throw new KemariError(
      'usage',
      `microseconds in which outputs share a sync point must be 0 or more, not ${coalesceUs}`,
    );
  }
}
