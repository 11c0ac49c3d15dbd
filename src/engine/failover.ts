import type { InputSchedule } from '../machine/inputSchedule';
import { GuestRun } from './guestRun';
import type { OutputSink } from './heldOutputs';
import type { Passive } from './passive';
import { UnprotectedGuest } from './unprotectedGuest';

/** What the passive goes on with when the active is gone. */
export interface FailoverParts {
  /** The same schedule that the active had. */
  readonly inputs: InputSchedule;
  /** The same outside world. */
  readonly sink: OutputSink;
}

/**
 * The active is gone, in the middle of anything: the passive becomes the guest. Outputs of committed
 * transactions that may not have left go out first (again, if they had), then the guest runs on from
 * the last commit.
 *
 * @param passive whose run has ended.
 * @throws KemariError of kind `input` if there is no commit to go on from.
 */
export function failover(passive: Passive, { inputs, sink }: FailoverParts): UnprotectedGuest {
  const { machine, committed, inputCursorUs, unreleased } = passive.takeOver();
  unreleased.releaseBelow(committed + 1, sink);
  return new UnprotectedGuest(new GuestRun(machine, inputs, inputCursorUs), sink);
}
