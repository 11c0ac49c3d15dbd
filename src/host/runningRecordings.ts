import path from 'node:path';
import type { Disposable } from '../core/disposables';

/** The recordings in progress, at most one to a file. They end when the extension does. */
export class RunningRecordings implements Disposable {
  readonly #byFile = new Map<string, AbortController>();

  /** @returns what cancels the recording; undefined if one to this file is in progress already. */
  begin(file: string): AbortController | undefined {
    const key = path.resolve(file);
    if (this.#byFile.has(key)) return undefined;
    const abort = new AbortController();
    this.#byFile.set(key, abort);
    return abort;
  }

  /** To be called once for each recording that began, however it ended. */
  end(file: string): void {
    this.#byFile.delete(path.resolve(file));
  }

  /** Cancels them all. */
  dispose(): void {
    for (const abort of this.#byFile.values()) abort.abort();
  }
}
