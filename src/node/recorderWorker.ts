import { version } from '../../package.json';
import type { Commit } from '../engine/active';
import { Recorder } from '../engine/recorder';
import { V86DeviceDecoder } from '../machine/v86/deviceDecoder';
import { TraceWriter } from '../trace/traceWriter';
import { RecorderInbox } from './ports/recorderChannel';
import { runWorker } from './ports/workerMain';
import type { RecorderResult, RecorderWorkerData } from './recordingWorkers';
import { ReplacementFile } from './replacementFile';
import { loadTracePlatform } from './tracePlatform';

runWorker<RecorderWorkerData, RecorderResult, never>(async (data) => {
  const { workload, mode, startedAtMs, durability } = data;
  const inbox = new RecorderInbox(data.active);
  try {
    const platform = await loadTracePlatform();
    const guest = await inbox.guest();
    // Without a guest there is nothing to record, and no reason to touch an older file.
    if (!guest) return { points: 0 };
    const { machine, pages } = guest;
    const file = await ReplacementFile.create(data.file);
    let points = 0;
    try {
      const trace = await TraceWriter.create(
        file,
        { writer: `kemari ${version}`, pages, machine, workload, mode, startedAtMs },
        platform,
        { durability },
      );
      try {
        const recorder = new Recorder({
          guest: pages,
          decoder: new V86DeviceDecoder(),
          trace,
          crc32: platform.crc32,
          link: { peer: 'active', sharesMemory: true },
        });
        const record = async (commit: Commit): Promise<void> => {
          await recorder.record(commit);
          points++;
          // From the first image on it is a trace, and worth more than the older one.
          if (points === 1) await file.takePlace();
        };
        await inbox.forEach(record, (frame, place) => recorder.ahead(frame, place));
      } finally {
        await trace.close();
      }
    } finally {
      await file.discardUnlessPlaced();
    }
    return { points };
  } finally {
    inbox.close();
  }
});
