import { GuestRun } from '../../../src/engine/guestRun';
import { UnprotectedGuest } from '../../../src/engine/unprotectedGuest';
import { trafficFor, type WorkloadName } from '../../../src/machine/v86/guest/workloads';
import { startGuest } from './embeddedGuest';
import { SEED } from './protectedRun';

/** A stretch of a guest's run. */
export interface Stretch {
  readonly seconds: number;
  readonly instructions: number;
}

/**
 * Runs a guest without protection from one of its outputs to another, counted from 1: exactly what a
 * protected guest of the same seed does between the sync points of these numbers.
 */
export async function runUnprotected(
  workload: WorkloadName,
  from: number,
  to: number,
): Promise<Stretch> {
  const machine = await startGuest(workload);
  let outputs = 0;
  const sink = { release: (): void => void outputs++ };
  const guest = new UnprotectedGuest(new GuestRun(machine, trafficFor(workload, SEED)), sink);
  try {
    await guest.run(() => outputs >= from);
    const instructions = machine.instructions;
    const startMs = performance.now();
    await guest.run(() => outputs >= to);
    return {
      seconds: (performance.now() - startMs) / 1000,
      instructions: machine.instructions - instructions,
    };
  } finally {
    guest.dispose();
  }
}
