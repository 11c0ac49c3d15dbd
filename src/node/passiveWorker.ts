import { Passive } from '../engine/passive';
import { GUEST_DISK_BYTES } from '../machine/v86/guest/workloads';
import { createV86Standby } from '../machine/v86/v86Machine';
import { crc32 } from './crc32';
import { MessagePortLink } from './ports/messagePortLink';
import { runWorker } from './ports/workerMain';
import type { PassiveWorkerData } from './recordingWorkers';
import { loadV86Image } from './v86Image';

runWorker<PassiveWorkerData, undefined, never>(async (data) => {
  const link = new MessagePortLink(data.link, 'active');
  try {
    const standby = await createV86Standby({
      wasm: await loadV86Image(new URL(data.distribution)),
      memoryBytes: data.memoryBytes,
      diskBytes: GUEST_DISK_BYTES,
      jit: true,
      dirtyTracking: 'log-dirty',
      accesses: data.accesses,
    });
    const passive = new Passive(standby, link, crc32);
    try {
      await passive.run();
    } finally {
      passive.dispose();
    }
  } finally {
    link.close();
  }
  return undefined;
});
