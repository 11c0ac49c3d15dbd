import kernel from '../../../src/machine/v86/guest/kemari-guest.elf';
import {
  GUEST_DISK_BYTES,
  GUEST_MEMORY_BYTES,
  guestCommandLine,
  type WorkloadName,
} from '../../../src/machine/v86/guest/workloads';
import {
  createV86Machine,
  createV86Standby,
  type V86Options,
} from '../../../src/machine/v86/v86Machine';
import { loadV86Image } from '../../../src/node/v86Image';
import { DISTRIBUTION, SEED } from './protectedRun';

/** A machine in this thread with a workload about to start, as a recording makes it. */
export async function startGuest(
  workload: WorkloadName,
  dirtyTracking: V86Options['dirtyTracking'] = 'log-dirty',
): ReturnType<typeof createV86Machine> {
  const commandLine = guestCommandLine({ workload, seed: SEED, memoryBytes: GUEST_MEMORY_BYTES });
  return createV86Machine({ ...(await hardware()), kernel, commandLine, dirtyTracking });
}

/** A standby for such a machine. */
export async function startStandby(): ReturnType<typeof createV86Standby> {
  return createV86Standby({ ...(await hardware()), dirtyTracking: 'log-dirty' });
}

async function hardware(): Promise<Omit<V86Options, 'dirtyTracking'>> {
  return {
    wasm: await loadV86Image(DISTRIBUTION),
    memoryBytes: GUEST_MEMORY_BYTES,
    diskBytes: GUEST_DISK_BYTES,
    jit: true,
  };
}
