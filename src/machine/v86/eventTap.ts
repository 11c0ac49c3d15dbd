import type { Output } from '../../core/syncPoint';

/**
 * Catches the guest's output on its way out and holds it. What is held belongs to the checkpoint of
 * the moment: the CPU cannot be stopped inside the instruction that causes an output, only behind it.
 */
export class EventTap {
  #held: Output[] = [];
  readonly #stop: () => void;

  /** @param stop makes the machine stop behind the instruction that is being executed. */
  constructor(stop: () => void) {
    this.#stop = stop;
  }

  hold(output: Output): void {
    this.#held.push(output);
    this.#stop();
  }

  get holdsOutput(): boolean {
    return this.#held.length > 0;
  }

  /** Hands over what is held, in the order in which the guest caused it. */
  take(): readonly Output[] {
    const held = this.#held;
    this.#held = [];
    return held;
  }
}
