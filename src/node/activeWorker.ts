import { setImmediate as nextTurn } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import type { Output } from '../core/syncPoint';
import { Active } from '../engine/active';
import { tapPolicy } from '../engine/tapPolicy';
import { TransactionBuffers } from '../engine/transactionBuffers';
import kernel from '../machine/v86/guest/kemari-guest.elf';
import { GUEST_DISK_BYTES, guestCommandLine, trafficFor } from '../machine/v86/guest/workloads';
import { createV86Machine } from '../machine/v86/v86Machine';
import { MessagePortLink } from './ports/messagePortLink';
import { RecorderLog } from './ports/recorderChannel';
import { runWorker } from './ports/workerMain';
import type { ActiveResult, ActiveWorkerData, RecordingProgress } from './recordingWorkers';
import { loadV86Image } from './v86Image';

/** Sync points on their way to the recorder, above which the guest waits for it. */
const RECORDER_QUEUE = { count: 64, bytes: 64 << 20 };

/** Between two reports of progress. */
const PROGRESS_US = 100_000;

const clock = (): number => performance.now() * 1000;

await runWorker<ActiveResult, RecordingProgress>(async ({ note, onMessage }) => {
  const data = workerData as ActiveWorkerData;
  let stopRequested = false;
  onMessage(() => (stopRequested = true));

  const { workload, seed, memoryBytes } = data;
  const machine = await createV86Machine({
    wasm: await loadV86Image(new URL(data.distribution)),
    kernel,
    commandLine: guestCommandLine({ workload, seed, memoryBytes }),
    memoryBytes,
    diskBytes: GUEST_DISK_BYTES,
    jit: true,
    dirtyTracking: 'log-dirty',
  });
  const buffers = new TransactionBuffers(RECORDER_QUEUE);
  const link = new MessagePortLink(data.link, 'passive');
  const log = new RecorderLog(data.recorder, machine, buffers);
  let outputBytes = 0;
  let points = 0;
  let reportedUs = clock();
  try {
    const active = new Active({
      machine,
      inputs: trafficFor(workload, seed),
      link,
      sink: { release: ({ data: { length } }: Output) => void (outputBytes += length) },
      tap: tapPolicy(data.tap),
      buffers,
      log,
      crc32,
      clock,
      yieldThread: () => nextTurn(),
    });
    await active.run(
      { ...data.stop, requested: () => stopRequested },
      ({ points: committed, guestTimeUs, pages }) => {
        points = committed;
        if (clock() - reportedUs < PROGRESS_US) return;
        reportedUs = clock();
        note({ points, guestTimeUs, dirtyPages: pages });
      },
    );
    note({ points, guestTimeUs: machine.virtualTimeUs, dirtyPages: 0 });
  } finally {
    link.close();
    await log.end();
    machine.dispose();
  }
  return { points, outputBytes, stopRequested };
});
