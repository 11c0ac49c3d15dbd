import type { RdrandGenerator } from './rdrandGenerator';
import type { V86Environment } from './v86Types';
import type { VirtualClock } from './virtualClock';

/**
 * Gives the emulator's core the guest's own time and random numbers. While a stop is made, time seems
 * to have passed, so that the core's loop ends, and no timer runs.
 * @returns the device timers as they were, for whoever runs them between slices.
 */
export function interposeTime(
  env: V86Environment,
  clock: VirtualClock,
  random: RdrandGenerator,
): V86Environment['run_hardware_timers'] {
  const timers = env.run_hardware_timers;
  // While stopping, time seems to have passed the end of the emulator's 1 ms frame.
  env.microtick = () => (clock.stopping ? clock.ms + 5 : clock.ms);
  env.run_hardware_timers = (acpiEnabled, now) => (clock.stopping ? 0 : timers(acpiEnabled, now));
  env.get_rand_int = () => random.next();
  return timers;
}
