import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Output } from '../core/syncPoint';
import { Active, type CommitLog } from '../engine/active';
import type { Link } from '../engine/link';
import { tapPolicy } from '../engine/tapPolicy';
import { TransactionBuffers } from '../engine/transactionBuffers';
import kernel from '../machine/v86/guest/kemari-guest.elf';
import { GUEST_DISK_BYTES, guestCommandLine, trafficFor } from '../machine/v86/guest/workloads';
import type { Machine } from '../machine/machine';
import { createV86Machine } from '../machine/v86/v86Machine';
import { crc32 } from './crc32';
import { MessagePortLink } from './ports/messagePortLink';
import { RECORDER_QUEUE, RecorderLog } from './ports/recorderChannel';
import { runWorker } from './ports/workerMain';
import type { ActiveResult, ActiveWorkerData, RecordingProgress } from './recordingWorkers';
import { loadV86Image } from './v86Image';

/** Between two reports of progress. */
const PROGRESS_US = 100_000;

const clock = (): number => performance.now() * 1000;

runWorker<ActiveWorkerData, ActiveResult, RecordingProgress>(async (data, context) => {
  let stopRequested = false;
  context.onMessage(() => (stopRequested = true));
  const link = new MessagePortLink(data.link, 'passive');
  const buffers = new TransactionBuffers(RECORDER_QUEUE);
  const log = new RecorderLog(data.recorder, buffers);
  try {
    const machine = await startGuest(data);
    try {
      log.begin(machine);
      const { points, outputBytes } = await protect(machine, data, {
        link,
        buffers,
        log,
        requested: () => stopRequested,
        note: context.note,
      });
      return { points, outputBytes, stopRequested };
    } finally {
      machine.dispose();
    }
  } finally {
    link.close();
    await log.end();
  }
});

async function startGuest(data: ActiveWorkerData): Promise<Machine> {
  const { workload, seed, memoryBytes, pages } = data;
  const parameters = { workload, seed, memoryBytes, ...(pages === undefined ? {} : { pages }) };
  return createV86Machine({
    wasm: await loadV86Image(new URL(data.distribution)),
    kernel,
    commandLine: guestCommandLine(parameters),
    memoryBytes,
    diskBytes: GUEST_DISK_BYTES,
    jit: true,
    dirtyTracking: 'log-dirty',
    accesses: data.accesses,
  });
}

/** What the active is connected to. */
interface Surroundings {
  readonly link: Link;
  readonly buffers: TransactionBuffers;
  readonly log: CommitLog;
  readonly requested: () => boolean;
  readonly note: (progress: RecordingProgress) => void;
}

async function protect(
  machine: Machine,
  data: ActiveWorkerData,
  { link, buffers, log, requested, note }: Surroundings,
): Promise<{ readonly points: number; readonly outputBytes: number }> {
  let outputBytes = 0;
  let points = 0;
  let reportedUs = clock();
  const active = new Active({
    machine,
    inputs: trafficFor(data.workload, data.seed),
    link,
    sink: { release: (output: Output) => void (outputBytes += output.data.length) },
    tap: tapPolicy(data.tap, data.ignore),
    coalesceUs: data.coalesceUs,
    mode: data.mode,
    buffers,
    log,
    crc32,
    clock,
    yieldThread: () => nextTurn(),
  });
  await active.run({ ...data.stop, requested }, (progress) => {
    points = progress.points;
    if (clock() - reportedUs < PROGRESS_US && points !== data.stop.points) return;
    reportedUs = clock();
    note({ points, guestTimeUs: progress.guestTimeUs, dirtyPages: progress.pages });
  });
  return { points, outputBytes };
}
