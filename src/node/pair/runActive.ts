import { MessageChannel } from 'node:worker_threads';
import { ACCESS_CAUSES } from '../../core/syncPoint';
import { syncModeOf } from '../../engine/syncMode';
import { tapPolicy } from '../../engine/tapPolicy';
import { TransactionBuffers } from '../../engine/transactionBuffers';
import kernel from '../../machine/v86/guest/kemari-guest.elf';
import {
  GUEST_DISK_BYTES,
  GUEST_MEMORY_BYTES,
  guestCommandLine,
} from '../../machine/v86/guest/workloads';
import { createV86Machine } from '../../machine/v86/v86Machine';
import { RECORDER_QUEUE, RecorderLog } from '../ports/recorderChannel';
import { WorkerThread } from '../ports/workerThread';
import { checkedWorkload, checkOptions, type RecordingOptions } from '../recording';
import type { RecorderResult, RecorderWorkerData } from '../recordingWorkers';
import { loadV86Image } from '../v86Image';
import {
  protectOver,
  type ActiveNotice,
  type ActiveOutcome,
  type ActiveSurroundings,
} from './activeNode';
import { resolveAddress, type Address } from './address';
import { loadCredentials, requireProtection, type CredentialFiles } from './credentials';

/** What an active in a process of its own is to do. */
export interface ActiveOptions extends Omit<RecordingOptions, 'file'> {
  /** The trace to write; undefined: none is written. */
  readonly file?: string;
  readonly connect: Address;
  /** Undefined: plain text, to a loopback address only. */
  readonly credentials?: CredentialFiles;
  /** Whether the guest runs, unprotected, while the first image goes over, or waits for that. */
  readonly image: 'running' | 'stopped';
  /** Seconds without a connection after which it gives the passive up. */
  readonly reconnectFor: number;
}

/** Who watches an active, and may end it. */
export interface ActiveWatch {
  readonly notice: (notice: ActiveNotice) => void;
  readonly progress: (progress: { readonly points: number }) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs a guest protected by a passive in another process, and records its trace if it is to.
 * @throws KemariError of kind `usage` for options that cannot be, `input` if there is no passive or it
 *   is gone, `output` if the trace cannot be written, `cancelled` if it was interrupted before anything.
 */
export async function runActive(
  options: ActiveOptions,
  watch: ActiveWatch,
): Promise<ActiveOutcome> {
  const workload = checkedWorkload(options);
  checkOptions(options, watch);
  const { seed, points, seconds } = options;
  const memoryBytes = options.memoryBytes ?? GUEST_MEMORY_BYTES;
  const passive = await resolveAddress(options.connect);
  requireProtection(passive, options.credentials);
  const credentials = options.credentials && (await loadCredentials(options.credentials));
  const machine = await createV86Machine({
    wasm: await loadV86Image(options.distribution),
    kernel,
    commandLine: guestCommandLine({
      workload,
      seed,
      memoryBytes,
      ...(options.pages === undefined ? {} : { pages: options.pages }),
    }),
    memoryBytes,
    diskBytes: GUEST_DISK_BYTES,
    jit: true,
    dirtyTracking: 'log-dirty',
    accesses: ACCESS_CAUSES.filter((cause) => options.tap.includes(cause)),
  });
  try {
    return await withLog(options, (log) => {
      log.begin(machine);
      return protectOver(
        { machine, workload, seed },
        {
          passive,
          credentials,
          mode: syncModeOf(options.mode, options.intervalMs),
          tap: tapPolicy(options.tap, options.ignore ?? []),
          coalesceUs: options.coalesceUs ?? 0,
          image: options.image,
          stop: {
            ...(points === undefined ? {} : { points }),
            ...(seconds === undefined ? {} : { afterUs: seconds * 1e6 }),
          },
          patienceMs: options.reconnectFor * 1000,
        },
        { ...log, ...watch, progress: (now) => watch.progress({ points: now }) },
      );
    });
  } finally {
    machine.dispose();
  }
}

/** Where commits go. */
interface Log extends Pick<ActiveSurroundings, 'buffers' | 'log' | 'ahead'> {
  begin(machine: Parameters<RecorderLog['begin']>[0]): void;
}

/** Does the work with a log, and ends that: a recorder in a thread of its own, if there is a trace. */
async function withLog<T>(options: ActiveOptions, work: (log: Log) => Promise<T>): Promise<T> {
  const buffers = new TransactionBuffers(RECORDER_QUEUE);
  const { file } = options;
  if (file === undefined) {
    const log = { append: (_: unknown, buffer: Uint8Array) => buffers.release(buffer) };
    return work({ buffers, log, ahead: () => undefined, begin: () => undefined });
  }
  const channel = new MessageChannel();
  const data: RecorderWorkerData = {
    file,
    workload: options.workload,
    mode: options.mode,
    startedAtMs: Date.now(),
    durability: options.durability ?? 'none',
    active: channel.port2,
  };
  const script = new URL('recorderWorker.js', options.distribution);
  const recorder = new WorkerThread<RecorderResult, never>(script, 'recorder', data, [
    channel.port2,
  ]);
  const log = new RecorderLog(channel.port1, buffers);
  const [worked, recorded] = await Promise.allSettled([
    work({
      buffers,
      log,
      ahead: (frame, place) => log.ahead(frame, place),
      begin: (machine) => log.begin(machine),
    }).finally(() => log.end()),
    recorder.result,
  ]);
  // A recorder that fails takes the active with it, so the cause is to be found in this order.
  if (recorded.status === 'rejected') throw recorded.reason;
  if (worked.status === 'rejected') throw worked.reason;
  return worked.value;
}
