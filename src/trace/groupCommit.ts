/** What a {@link GroupCommit} does with what it is given. */
export interface GroupSteps<T> {
  /** Prepares the next one. If it throws, this one has failed; those before it are still committed. */
  readonly prepare: (item: T) => Promise<void>;
  /** Makes everything prepared so far lasting. If it throws, all since the last commit have failed. */
  readonly commit: () => Promise<void>;
  /** Whether so much is prepared that it is to be committed before anything else. */
  readonly full: () => boolean;
}

interface Waiting<T> {
  readonly item: T;
  readonly committed: () => void;
  readonly failed: (error: unknown) => void;
}

/** Commits things in the order in which they come, and those together that come during a commit. */
export class GroupCommit<T> {
  readonly #steps: GroupSteps<T>;
  readonly #queue: Waiting<T>[] = [];
  #running: Promise<void> | undefined;

  constructor(steps: GroupSteps<T>) {
    this.#steps = steps;
  }

  /** Ends when the item is committed; rejects with what its preparation or its commit threw. */
  add(item: T): Promise<void> {
    const done = new Promise<void>((committed, failed) => {
      this.#queue.push({ item, committed, failed });
    });
    this.#running ??= this.#run();
    return done;
  }

  /** Ends when nothing waits any more; never rejects. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) await this.#commitGroup();
    this.#running = undefined;
  }

  async #commitGroup(): Promise<void> {
    const { prepare, commit, full } = this.#steps;
    const prepared: Waiting<T>[] = [];
    let next = this.#queue.shift();
    while (next !== undefined) {
      try {
        await prepare(next.item);
        prepared.push(next);
      } catch (error) {
        next.failed(error);
      }
      next = full() ? undefined : this.#queue.shift();
    }
    try {
      await commit();
      for (const { committed } of prepared) committed();
    } catch (error) {
      for (const { failed } of prepared) failed(error);
    }
  }
}
