import type { Disposable } from './disposables';

/** Does something when it is asked to, but not more often than once in some time. */
export class Throttle implements Disposable {
  readonly #everyMs: number;
  readonly #action: () => void;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #asked = false;

  constructor(everyMs: number, action: () => void) {
    this.#everyMs = everyMs;
    this.#action = action;
  }

  /** Acts at once if the last time is long ago, else when it is. */
  request(): void {
    if (this.#waiting === undefined) this.#act();
    else this.#asked = true;
  }

  /** What was asked for is left undone. */
  dispose(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#asked = false;
  }

  #act(): void {
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      if (!this.#asked) return;
      this.#asked = false;
      this.#act();
    }, this.#everyMs);
    this.#action();
  }
}
