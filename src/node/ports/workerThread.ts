import { Worker, type Transferable } from 'node:worker_threads';
import { unwrapError, type WorkerOutcome } from './workerOutcome';

/** A worker thread that does one thing and reports how it ended. */
export class WorkerThread<Result, Note> {
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  /** Settles when the thread is gone: what it reported last, or the error that ended it. */
  readonly result: Promise<Result>;

  /**
   * @param name of the worker, for messages.
   * @param data what it works on; the ports in `transfer` go with it.
   * @param onNote told of everything that the worker sends before its last message.
   */
  constructor(
    script: URL,
    readonly name: string,
    data: unknown,
    transfer: readonly Transferable[],
    onNote: (note: Note) => void = () => undefined,
  ) {
    this.#worker = new Worker(script, { name });
    this.#worker.postMessage(data, transfer);
    let outcome: WorkerOutcome<Result> | undefined;
    let crash: Error | undefined;
    this.#worker.on('message', (message: WorkerOutcome<Result> | { kind: 'note'; note: Note }) => {
      if (message.kind === 'note') onNote(message.note);
      else outcome = message;
    });
    this.#worker.on('error', (error) => (crash ??= error));
    const exited = new Promise<number>((resolve) => this.#worker.on('exit', resolve));
    this.#exited = exited.then(() => undefined);
    this.result = exited.then((code) => {
      if (crash) throw crash;
      if (!outcome) throw new Error(`the ${name} worker stopped without a result (code ${code})`);
      if (outcome.kind === 'failed') throw unwrapError(outcome.error);
      return outcome.result;
    });
    // Whoever started it looks at the result when all workers have ended.
    this.result.catch(() => undefined);
  }

  /** Sends a message to the worker. */
  post(message: unknown): void {
    this.#worker.postMessage(message);
  }

  /** Ends the thread wherever it is; settles when it is gone. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
    await this.#exited;
  }
}
