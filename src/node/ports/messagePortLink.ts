import type { MessagePort } from 'node:worker_threads';
import type { Link } from '../../engine/link';
import { PortQueue } from './portQueue';

/**
 * A link between two threads of this process. Frames that lie in shared memory, as transactions do,
 * are not copied; others are.
 */
export class MessagePortLink implements Link {
  readonly sharesMemory = true;
  readonly #queue: PortQueue;

  /** Takes the port over. */
  constructor(
    port: MessagePort,
    readonly peer: string,
  ) {
    this.#queue = new PortQueue(port);
  }

  send(frames: Uint8Array): Promise<void> {
    this.#queue.send(frames);
    return Promise.resolve();
  }

  async receive(): Promise<Uint8Array | undefined> {
    const message = await this.#queue.receive();
    if (message === undefined || message instanceof Uint8Array) return message;
    throw new Error(`the ${this.peer} sent something else than frames`);
  }

  close(): void {
    this.#queue.close();
  }
}
