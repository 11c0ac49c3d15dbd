import type { Disposable } from '../core/disposables';

/**
 * Whether a panel's page is there: it comes when it has asked for its trace, and goes when it is
 * hidden or another is loaded.
 */
export class PagePresence implements Disposable {
  #shown: Promise<void>;
  #show: () => void = () => undefined;

  constructor() {
    this.#shown = this.#next();
  }

  /** Resolves when the page listens, and when there will be none. */
  get shown(): Promise<void> {
    return this.#shown;
  }

  /** The page was answered what it asked first; it listens once it has read that. */
  opened(): void {
    const show = this.#show;
    // Behind the answer, which is sent after this returns.
    setTimeout(show);
  }

  /** The page is no more. */
  gone(): void {
    const before = this.#show;
    this.#shown = this.#next();
    // Who waited for the page goes on waiting, for the next one.
    void this.#shown.then(before);
  }

  /** There will be no page. */
  dispose(): void {
    this.#show();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => (this.#show = resolve));
  }
}
