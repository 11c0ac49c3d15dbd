/**
 * Synchronizes a file beside the writing: within a time after something was written, however little
 * comes after it, and no more often.
 */
export class IntervalSync {
  readonly #sync: () => Promise<void>;
  readonly #everyMs: number;
  readonly #failed: (error: unknown) => void;
  #unsynced = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  /** @param failed is told what a sync threw; there are no more then. */
  constructor(sync: () => Promise<void>, everyMs: number, failed: (error: unknown) => void) {
    this.#sync = sync;
    this.#everyMs = everyMs;
    this.#failed = failed;
  }

  /** Something was written. */
  wrote(): void {
    this.#unsynced = true;
    this.#schedule();
  }

  /** Starts no more; ends when none runs. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(): void {
    const isDue = this.#unsynced && !this.#stopped;
    if (!isDue || this.#timer !== undefined || this.#running !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#running = this.#run();
    }, this.#everyMs);
  }

  async #run(): Promise<void> {
    // What is written from here on may not be in it.
    this.#unsynced = false;
    try {
      await this.#sync();
    } catch (error) {
      this.#stopped = true;
      this.#failed(error);
    }
    this.#running = undefined;
    this.#schedule();
  }
}
