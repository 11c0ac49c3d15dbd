import type { MessagePort } from 'node:worker_threads';

/**
 * What comes over a message port, to be taken one by one. What was sent before the port was closed is
 * still delivered.
 */
export class PortQueue {
  readonly #port: MessagePort;
  readonly #arrived: unknown[] = [];
  #end: { readonly error?: Error } | undefined;
  #waiting: { resolve(message: unknown): void; reject(error: Error): void } | undefined;

  /** Takes the port over and starts it; the thread lives on until it is closed. */
  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (message: unknown) => {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting) waiting.resolve(message);
      else this.#arrived.push(message);
    });
    port.on('messageerror', (error) => this.#finish(error));
    port.on('close', () => this.#finish());
  }

  /**
   * The next message; undefined when the port was closed at either end and nothing is left. One call at
   * a time. Rejects if a message could not be read.
   */
  receive(): Promise<unknown> {
    if (this.#arrived.length > 0) return Promise.resolve(this.#arrived.shift());
    if (this.#end) {
      return this.#end.error ? Promise.reject(this.#end.error) : Promise.resolve(undefined);
    }
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
  }

  /** Sends a message; does nothing once the port is closed. */
  send(message: unknown): void {
    if (!this.#end) this.#port.postMessage(message);
  }

  /** Closes the port at both ends. */
  close(): void {
    this.#port.close();
    this.#finish();
  }

  #finish(error?: Error): void {
    this.#end ??= error ? { error } : {};
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (error) waiting?.reject(error);
    else waiting?.resolve(undefined);
  }
}
