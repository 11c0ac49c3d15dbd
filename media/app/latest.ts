/** How long an answer may take before the page says that it waits for it. */
const PATIENCE_MS = 500;

/** An answer with what was asked for it. */
export interface Answered<Request, Value> {
  readonly request: Request;
  readonly value: Value;
}

/**
 * The newest answer to a question that keeps changing. Asking anew cancels what was asked before;
 * until the new answer is there the old one stays, so that nothing flashes. If there is none since
 * the question failed, the old one goes: it would pass for what could not be read.
 */
export class Latest<Request extends object, Value> {
  readonly #ask: (request: Request, signal: AbortSignal) => Promise<Value>;
  readonly #changed: () => void;
  #wanted: { readonly key: string; readonly request: Request } | undefined;
  #running: AbortController | undefined;
  #answered: Answered<Request, Value> | undefined;
  #error: string | undefined;
  #slow = false;

  /** @param changed called whenever anything that can be read here has changed. */
  constructor(ask: (request: Request, signal: AbortSignal) => Promise<Value>, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
  }

  /** The newest answer, which may be to an earlier question; none after a failure. */
  get answered(): Answered<Request, Value> | undefined {
    return this.#answered;
  }

  /** Why the newest question has no answer, if it failed. */
  get error(): string | undefined {
    return this.#error;
  }

  /** Whether the newest question has waited for so long that the page should say so. */
  get slow(): boolean {
    return this.#slow;
  }

  /** Whether there is nothing newer to come. */
  get settled(): boolean {
    return this.#running === undefined;
  }

  /** Asks, unless this is what was asked last; undefined cancels and forgets. */
  want(request: Request | undefined): void {
    if (request === undefined) {
      if (this.#wanted === undefined) return;
      this.#running?.abort();
      this.#running = undefined;
      this.#wanted = undefined;
      this.#answered = undefined;
      this.#error = undefined;
      this.#slow = false;
      this.#changed();
      return;
    }
    const key = JSON.stringify(request);
    if (this.#wanted?.key === key) return;
    this.#wanted = { key, request };
    void this.#run(request);
  }

  /** Asks the same again, after an error. */
  again(): void {
    if (this.#wanted !== undefined) void this.#run(this.#wanted.request);
  }

  /** Never rejects: a failure becomes {@link error}. */
  async #run(request: Request): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    const patience = setTimeout(() => {
      if (this.#running !== running) return;
      this.#slow = true;
      this.#changed();
    }, PATIENCE_MS);
    try {
      const value = await this.#ask(request, running.signal);
      if (this.#running !== running) return;
      this.#answered = { request, value };
      this.#error = undefined;
    } catch (error) {
      if (this.#running !== running) return;
      this.#answered = undefined;
      this.#error = error instanceof Error ? error.message : String(error);
    } finally {
      clearTimeout(patience);
    }
    this.#running = undefined;
    this.#slow = false;
    this.#changed();
  }
}
