import { Worker } from 'node:worker_threads';
import type { PageRefs } from '../trace/pageAssembly';
import type { PageHelper } from '../trace/pageHelper';
import { unwrapError, type WorkerOutcome } from './ports/workerOutcome';

/** What the thread reads from. */
export interface ReaderThreadData {
  /** Open for as long as the thread runs. */
  readonly descriptor: number;
  /** The file's, for messages. */
  readonly name: string;
  readonly version: number;
  readonly guestPages: number;
}

/** Pages that the thread is to put together. */
export interface PagesRequest {
  readonly pages: Uint8Array;
  readonly refs: PageRefs;
  readonly end: number;
}

/** The thread's messages: that it listens, and then one for each request. */
export type ReaderThreadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'pages'; readonly outcome: WorkerOutcome<Uint8Array> };

/** One is being made, and another waits, so that the thread need not. */
const MOST_WAITING = 2;

/** A {@link PageHelper} in a worker thread. The process need not wait for it to end. */
export class ReaderThread implements PageHelper {
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  #ready = false;
  /** What the thread was asked for, in the order in which it answers. */
  #waiting: { resolve(pages: Uint8Array | undefined): void; reject(error: Error): void }[] = [];

  /** Starts the thread. That it cannot be started shows only in that it never gets ready. */
  constructor(script: URL, data: ReaderThreadData) {
    this.#worker = new Worker(script, { name: 'trace reader', workerData: data });
    this.#worker.unref();
    this.#worker.on('message', (message: ReaderThreadMessage) => this.#take(message));
    this.#worker.on('error', () => this.#end());
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end();
        resolve();
      });
    });
  }

  get ready(): boolean {
    return this.#ready && this.#waiting.length < MOST_WAITING;
  }

  assemble(pages: Uint8Array, refs: PageRefs, end: number): Promise<Uint8Array | undefined> {
    if (!this.ready) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      // Its end is told by the thread's, so it may hold the process until then.
      this.#worker.ref();
      const request: PagesRequest = { pages, refs, end };
      this.#worker.postMessage(request, [pages.buffer as ArrayBuffer]);
    });
  }

  async close(): Promise<void> {
    this.#end();
    await this.#worker.terminate();
    await this.#exited;
  }

  #take(message: ReaderThreadMessage): void {
    if (message.kind === 'ready') {
      this.#ready = true;
      return;
    }
    const waiting = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#worker.unref();
    if (message.outcome.kind === 'done') waiting?.resolve(message.outcome.result);
    else waiting?.reject(unwrapError(message.outcome.error));
  }

  #end(): void {
    this.#ready = false;
    for (const { resolve } of this.#waiting) resolve(undefined);
    this.#waiting = [];
  }
}
