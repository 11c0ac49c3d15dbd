import { readSync } from 'node:fs';
import type { MonotonicClock } from '../core/ports';

/** What is in the system's page cache is read in less, even a MiB of it on a busy machine. */
const SLOW_US = 2000;

/** Reads that wait for the thread pool after one that was slow: the file is not cached, or far away. */
const READS_AFTER_SLOW = 256;

/** Reads, and bytes, after which one waits for the thread pool, so that others get their turn meanwhile. */
const READS_IN_TURN = 32;
const BYTES_IN_TURN = 1 << 20;

/**
 * Reads of a file on the calling thread: a few KiB take microseconds there, where the thread pool takes a
 * tenth of a millisecond to answer. It must not keep the thread, though, so that a slow file is left to the
 * thread pool, and every so many reads one as well.
 */
export class PromptReads {
  readonly #clock: MonotonicClock;
  #left = 0;
  #reads = 0;
  #bytes = 0;

  constructor(clock: MonotonicClock) {
    this.#clock = clock;
  }

  /**
   * Fills `into` with the bytes from `offset`, as `RandomAccess.readNow` does.
   * @param descriptor of the file; -1 if it is closed.
   */
  read(descriptor: number, offset: number, into: Uint8Array): number | undefined {
    if (descriptor < 0 || !this.#isTurn(into.length)) return undefined;
    const start = this.#clock();
    const done = readFully(descriptor, offset, into);
    if (this.#clock() - start > SLOW_US) this.#left = READS_AFTER_SLOW;
    return done;
  }

  #isTurn(bytes: number): boolean {
    if (this.#left > 0) {
      this.#left--;
      return false;
    }
    this.#reads++;
    this.#bytes += bytes;
    if (this.#reads <= READS_IN_TURN && this.#bytes <= BYTES_IN_TURN) return true;
    this.#reads = 0;
    this.#bytes = 0;
    return false;
  }
}

/** @returns undefined for what cannot be read: whoever asks again is told why. */
function readFully(descriptor: number, offset: number, into: Uint8Array): number | undefined {
  let done = 0;
  try {
    while (done < into.length) {
      const bytes = readSync(descriptor, into, done, into.length - done, offset + done);
      if (bytes === 0) break;
      done += bytes;
    }
  } catch {
    return undefined;
  }
  return done;
}
