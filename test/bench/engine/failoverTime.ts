import { crc32 } from 'node:zlib';
import { Samples } from '../../../src/analysis/distribution';
import { OUTPUT_KINDS } from '../../../src/core/syncPoint';
import { Active } from '../../../src/engine/active';
import { failover } from '../../../src/engine/failover';
import { Passive } from '../../../src/engine/passive';
import { tapPolicy } from '../../../src/engine/tapPolicy';
import { TransactionBuffers } from '../../../src/engine/transactionBuffers';
import { trafficFor } from '../../../src/machine/v86/guest/workloads';
import { MemoryLink } from '../../support/memoryLink';
import type { Figure } from '../figures';
import { startGuest, startStandby } from './embeddedGuest';
import { SEED } from './protectedRun';

const WORKLOAD = 'hotset';
const POINTS = 100;
const TIMES = 7;

/** From the moment at which the active is known to be gone to the passive's first output of its own. */
export async function measureFailover(): Promise<Figure[]> {
  const times = new Samples();
  for (let i = 0; i < TIMES; i++) times.add(await failoverMs());
  return [{ name: 'failoverMs', value: times.distribution().p50, unit: 'ms' }];
}

/** Both halves live in this thread; nobody waits for a link while the time is taken. */
async function failoverMs(): Promise<number> {
  const inputs = trafficFor(WORKLOAD, SEED);
  const links = MemoryLink.pair();
  const passive = new Passive(await startStandby(), links.passive, crc32);
  const followed = passive.run();
  await protect(links.active);
  links.active.close();
  await followed;

  let released = 0;
  const startMs = performance.now();
  const guest = failover(passive, { inputs, sink: { release: () => void released++ } });
  const repeated = released;
  await guest.run(() => released > repeated);
  const ms = performance.now() - startMs;
  guest.dispose();
  return ms;
}

async function protect(link: MemoryLink): Promise<void> {
  const machine = await startGuest(WORKLOAD);
  const buffers = new TransactionBuffers({ count: 2, bytes: 4 << 20 });
  try {
    const active = new Active({
      machine,
      inputs: trafficFor(WORKLOAD, SEED),
      link,
      sink: { release: () => undefined },
      tap: tapPolicy(OUTPUT_KINDS),
      buffers,
      log: { append: (_commit, buffer) => buffers.release(buffer) },
      crc32,
      clock: () => performance.now() * 1000,
      yieldThread: () => new Promise((resolve) => setImmediate(resolve)),
    });
    await active.run({ points: POINTS, requested: () => false });
  } finally {
    machine.dispose();
  }
}
