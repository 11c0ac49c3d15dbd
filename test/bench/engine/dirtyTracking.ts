import { Samples } from '../../../src/analysis/distribution';
import { GuestRun } from '../../../src/engine/guestRun';
import { trafficFor } from '../../../src/machine/v86/guest/workloads';
import type { Figure } from '../figures';
import { startGuest } from './embeddedGuest';
import { SEED } from './protectedRun';

const WORKLOAD = 'hotset';
const EPOCHS = 500;
const WARM_UP_EPOCHS = 100;

/** Finding an epoch's dirty pages, 64 of 8,192: by the machine's log, and by comparing all memory. */
export async function measureDirtyTracking(): Promise<Figure[]> {
  const logDirty = await collectMs('log-dirty');
  const compare = await collectMs('compare');
  return [
    {
      name: 'logDirtyMs',
      value: logDirty,
      unit: 'ms',
      baseline: { name: 'compareMs', value: compare },
    },
    { name: 'compareMs', value: compare, unit: 'ms' },
  ];
}

async function collectMs(tracking: 'log-dirty' | 'compare'): Promise<number> {
  const machine = await startGuest(WORKLOAD, tracking);
  try {
    if (machine.dirtyTracking.method !== tracking) {
      throw new Error(`the machine tracks by ${machine.dirtyTracking.method}, not by ${tracking}`);
    }
    const guest = new GuestRun(machine, trafficFor(WORKLOAD, SEED));
    const times = new Samples();
    for (let epoch = 0; epoch < EPOCHS;) {
      if ((await guest.slice()).length === 0) continue;
      const startMs = performance.now();
      machine.collectDirtyPages();
      if (epoch >= WARM_UP_EPOCHS) times.add(performance.now() - startMs);
      epoch++;
    }
    return times.distribution().p50;
  } finally {
    machine.dispose();
  }
}
