/** Something that holds a resource until it is disposed. Disposing twice does nothing. */
export interface Disposable {
  dispose(): void;
}

/** Makes a disposable of a function, which runs at most once. */
export function toDisposable(release: () => void): Disposable {
  let released = false;
  return {
    dispose() {
      if (released) return;
      released = true;
      release();
    },
  };
}

/**
 * Disposables that end together, in the reverse of the order in which they were added. What is added
 * after the end is disposed at once, so that nothing that starts late is left behind.
 */
export class DisposableStore implements Disposable {
  #items: Disposable[] = [];
  #disposed = false;

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Takes ownership and returns what it was given. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  /** Disposes all, even if one of them throws; the first error is thrown at the end. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    let failed: { readonly error: unknown } | undefined;
    for (const item of this.#items.reverse()) {
      try {
        item.dispose();
      } catch (error) {
        failed ??= { error };
      }
    }
    this.#items = [];
    if (failed) throw failed.error;
  }
}
