import type { AccessCause, Output } from '../../core/syncPoint';

/**
 * Catches the guest's output on its way out and holds it, and notes its accesses to devices. What is held belongs to the checkpoint of
 * the moment: the CPU cannot be stopped inside the instruction that causes an output, only behind it.
 */
export class EventTap {
  #held: Output[] = [];
  #access: AccessCause | undefined;
  readonly #stop: () => void;

  /** @param stop makes the machine stop behind the instruction that is being executed. */
  constructor(stop: () => void) {
    this.#stop = stop;
  }

  hold(output: Output): void {
    this.#held.push(output);
    this.#stop();
  }

  /** Notes an access; only the first until it is taken. */
  note(access: AccessCause): void {
    this.#access ??= access;
    this.#stop();
  }

  /** Whether there is something to stop for. */
  get caught(): boolean {
    return this.#held.length > 0 || this.#access !== undefined;
  }

  /** Hands over the access that was noted first. */
  takeAccess(): AccessCause | undefined {
    const access = this.#access;
    this.#access = undefined;
    return access;
  }

  /** Hands over what is held, in the order in which the guest caused it. */
  take(): readonly Output[] {
    const held = this.#held;
    this.#held = [];
    return held;
  }
}
