import type { MessagePort } from 'node:worker_threads';
import { asGuestAddress } from '../../core/gfn';
import { PageSpace } from '../../core/guestMemory';
import type { Commit, CommitLog } from '../../engine/active';
import type { AheadPlace } from '../../engine/liveImage';
import type { TransactionBuffers } from '../../engine/transactionBuffers';
import type { Machine } from '../../machine/machine';
import { PortQueue } from './portQueue';

/** Sync points on their way to the recorder, above which the guest waits for it. */
export const RECORDER_QUEUE = { count: 64, bytes: 64 << 20 } as const;

/** What the active tells its recorder: the guest first, what went ahead, then every commit. */
type ToRecorder =
  | {
      readonly kind: 'guest';
      readonly machine: string;
      readonly regions: readonly {
        readonly name: string;
        readonly start: number;
        readonly bytes: number;
      }[];
    }
  | { readonly kind: 'ahead'; readonly frame: Uint8Array; readonly place: AheadPlace }
  | { readonly kind: 'commit'; readonly commit: Commit };

/** The recorder's answer to each commit: its buffer may be used again. */
const WRITTEN = 'written';

/** The active's end: a commit log in another thread. */
export class RecorderLog implements CommitLog {
  readonly #queue: PortQueue;
  readonly #buffers: TransactionBuffers;
  /** Buffers that the recorder has, in the order in which it gives them back. */
  readonly #lent: Uint8Array[] = [];
  readonly #answers: Promise<void>;

  /** Takes the port over. @param buffers those that the active builds its transactions in. */
  constructor(port: MessagePort, buffers: TransactionBuffers) {
    this.#queue = new PortQueue(port);
    this.#buffers = buffers;
    this.#answers = this.#receiveAnswers();
  }

  /** Says whose commits will come; called once, before the first. */
  begin({ kind, pages }: Machine): void {
    this.#send({ kind: 'guest', machine: kind, regions: pages.regions });
  }

  /** A frame went ahead of the first commit; it is copied. */
  ahead(frame: Uint8Array, place: AheadPlace): void {
    this.#send({ kind: 'ahead', frame, place });
  }

  append(commit: Commit, buffer: Uint8Array): void {
    this.#lent.push(buffer);
    this.#send({ kind: 'commit', commit });
  }

  /** No more commits; settles when the port is closed. */
  async end(): Promise<void> {
    this.#queue.close();
    await this.#answers;
  }

  #send(message: ToRecorder): void {
    this.#queue.send(message);
  }

  async #receiveAnswers(): Promise<void> {
    try {
      while ((await this.#queue.receive()) === WRITTEN) {
        const buffer = this.#lent.shift();
        if (buffer) this.#buffers.release(buffer);
      }
      this.#buffers.fail(new Error('the recorder is gone'));
    } catch (error) {
      this.#buffers.fail(error);
    }
  }
}

/** The recorder's end. */
export class RecorderInbox {
  readonly #queue: PortQueue;

  /** Takes the port over. */
  constructor(port: MessagePort) {
    this.#queue = new PortQueue(port);
  }

  /** What guest is recorded; undefined if the active ended before it had one. */
  async guest(): Promise<{ readonly machine: string; readonly pages: PageSpace } | undefined> {
    const message = await this.#receive();
    if (message?.kind !== 'guest') return undefined;
    const regions = message.regions.map(({ name, start, bytes }) => ({
      name,
      start: asGuestAddress(start),
      bytes,
    }));
    return { machine: message.machine, pages: new PageSpace(regions) };
  }

  /**
   * Hands every commit over, in order, until the active ends, be it by a crash; then waits for all to
   * be recorded. It does not wait for one before the next, since what is recorded together costs less;
   * the active's buffers bound how many there are. Stops when `record` rejects, and rejects with that.
   * @param ahead is given what went ahead of the first commit.
   */
  async forEach(
    record: (commit: Commit) => Promise<void>,
    ahead: (frame: Uint8Array, place: AheadPlace) => void = () => undefined,
  ): Promise<void> {
    let written = Promise.resolve();
    try {
      for (;;) {
        const message = await this.#receive();
        if (message?.kind === 'ahead') {
          ahead(message.frame, message.place);
          continue;
        }
        if (message?.kind !== 'commit') break;
        const recorded = record(message.commit);
        // What went wrong first is thrown below; nothing more comes then.
        recorded.catch(() => this.#queue.close());
        written = written.then(() => recorded).then(() => this.#queue.send(WRITTEN));
        written.catch(() => undefined);
      }
      await written;
    } finally {
      this.#queue.close();
    }
  }

  close(): void {
    this.#queue.close();
  }

  async #receive(): Promise<ToRecorder | undefined> {
    return (await this.#queue.receive()) as ToRecorder | undefined;
  }
}
