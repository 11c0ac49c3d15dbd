/**
 * What has to be released at the end, in the reverse of the order in which it was acquired. What is
 * acquired after the end is released at once, so that nothing that starts late is left behind.
 */
export class Releases {
  #pending = [];
  #ended = false;
  #onError;

  /** @param {(error: unknown) => void} onError told of each release that failed; the rest go on. */
  constructor(onError) {
    this.#onError = onError;
  }

  /** @param {() => unknown} release may be asynchronous. */
  async add(release) {
    if (this.#ended) await this.#run(release);
    else this.#pending.push(release);
  }

  async releaseAll() {
    this.#ended = true;
    for (const release of this.#pending.splice(0).reverse()) await this.#run(release);
  }

  async #run(release) {
    try {
      await release();
    } catch (error) {
      this.#onError(error);
    }
  }
}
