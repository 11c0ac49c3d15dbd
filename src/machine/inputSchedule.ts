import type { MachineInput } from './machine';

/** An input and the guest time at which it reaches the guest. */
export interface ScheduledInput {
  readonly atUs: number;
  readonly input: MachineInput;
}

/**
 * What the outside world sends to the guest: a pure function of guest time, so that whoever runs the
 * guest after a failover sends what would have come, and an unbroken run gets the same.
 */
export interface InputSchedule {
  /** The first input due strictly after this guest time; undefined if none ever comes. */
  next(afterUs: number): ScheduledInput | undefined;
}
