/** What the end of a recording asks of a thread; see {@link WorkerThread}. */
export interface EndableThread {
  readonly name: string;
  /** Settles when the thread is gone. */
  readonly result: Promise<unknown>;
  post(message: unknown): void;
  terminate(): Promise<void>;
}

/** The threads of a recording. */
export interface EndableThreads {
  readonly active: EndableThread;
  readonly passive: EndableThread;
  readonly recorder: EndableThread;
}

/** Milliseconds that each has, one after the other, before it is ended wherever it is. */
export interface GracePeriods {
  /** To stop between two sync points, and to hand over what is committed. */
  readonly active: number;
  /** To see that its active is gone. */
  readonly passive: number;
  /** To write down what is committed, be the disk slow. */
  readonly recorder: number;
}

const GRACE_MS: GracePeriods = { active: 5_000, passive: 2_000, recorder: 30_000 };

/**
 * Ends a recording in a bounded time: asks the active to stop, whereupon the others follow by
 * themselves, and ends those that do not.
 */
export class RecordingEnd {
  readonly #threads: EndableThreads;
  readonly #graceMs: GracePeriods;
  #timer: NodeJS.Timeout | undefined;
  #requested = false;
  #activeTerminated = false;
  #giveUp: (error: Error) => void = () => undefined;
  /**
   * Rejects when a thread had to be ended without which the recording is not what it should be. A
   * thread that hangs in the file system may not even be ended, so this does not wait for it.
   */
  readonly stuck: Promise<never>;

  constructor(threads: EndableThreads, graceMs: GracePeriods = GRACE_MS) {
    this.#threads = threads;
    this.#graceMs = graceMs;
    this.stuck = new Promise((_, reject) => (this.#giveUp = reject));
    // Whoever ends the recording looks at it when it has something to wait for.
    this.stuck.catch(() => undefined);
  }

  /** Whether the active did not stop by itself, so that nothing is known of it but what was recorded. */
  get activeTerminated(): boolean {
    return this.#activeTerminated;
  }

  /** Begins to end it; may be called more than once. */
  request(): void {
    if (this.#requested) return;
    this.#requested = true;
    const { active, passive, recorder } = this.#threads;
    const { passive: passiveMs, recorder: recorderMs } = this.#graceMs;
    active.post('stop');
    this.#after(this.#graceMs.active, () => {
      this.#activeTerminated = true;
      void active.terminate();
      this.#after(passiveMs, () => {
        void passive.terminate();
        this.#after(recorderMs, () => {
          const seconds = recorderMs / 1000;
          this.#giveUp(
            new Error(
              `the ${recorder.name} did not end within ${seconds} s of the guest; the trace may be cut`,
            ),
          );
          void recorder.terminate();
        });
      });
    });
  }

  /** Ends nothing any more. */
  dispose(): void {
    this.#requested = true;
    clearTimeout(this.#timer);
  }

  #after(ms: number, step: () => void): void {
    this.#timer = setTimeout(step, ms);
  }
}
