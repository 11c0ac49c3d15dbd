import { KemariError } from '../core/errors';
import type { Crc32 } from '../core/ports';
import { FrameReader } from './frames';
import type { Link } from './link';

/** Whoever is told what becomes of transactions in flight. */
export interface InFlightListener<T> {
  /** This one was acknowledged; told in order. What it throws fails those that follow. */
  committed(sent: T): void;
  /** Once: none of the others will be. */
  failed(error: unknown): void;
}

/**
 * The transactions that were sent and are not acknowledged, in order. Reads the passive's answers
 * while there are any, and nothing from the link otherwise.
 */
export class InFlight<T> {
  readonly #link: Link;
  readonly #answers: FrameReader;
  readonly #listener: InFlightListener<T>;
  readonly #sent: { readonly transaction: number; readonly sent: T }[] = [];
  #reading = false;
  #failure: { readonly error: unknown } | undefined;
  #changed: () => void = () => undefined;
  /** The sending of what was sent without waiting; never rejects. */
  #sending = Promise.resolve();

  constructor(link: Link, crc32: Crc32, listener: InFlightListener<T>) {
    this.#link = link;
    this.#answers = new FrameReader(crc32, link);
    this.#listener = listener;
  }

  get count(): number {
    return this.#sent.length;
  }

  /** Sends a transaction without waiting for the link to take it, and counts it in. */
  send(transaction: number, bytes: Uint8Array, sent: T): void {
    this.#sending = this.#sending
      .then(() => (this.#failure ? undefined : this.#link.send(bytes)))
      .catch((error: unknown) => this.#fail(error));
    this.add(transaction, sent);
  }

  /** A transaction was sent; each has a number one above that of the one before. */
  add(transaction: number, sent: T): void {
    this.#sent.push({ transaction, sent });
    if (!this.#reading && !this.#failure) void this.#read();
  }

  /**
   * @throws what ended the reading of answers: KemariError of kind `input` if the link broke or the
   *   passive refused a transaction; what the listener threw.
   */
  check(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** Waits until fewer than this many are in flight. One call at a time. @throws as {@link check}. */
  async fewerThan(count: number): Promise<void> {
    for (;;) {
      this.check();
      if (this.#sent.length < count) return;
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
  }

  /** Never rejects: what goes wrong is kept for {@link check}. */
  async #read(): Promise<void> {
    this.#reading = true;
    try {
      while (this.#sent.length > 0 && !this.#failure) {
        this.#take(await this.#link.receive());
        this.#changed();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#reading = false;
    }
  }

  #fail(error: unknown): void {
    if (this.#failure) return;
    this.#failure = { error };
    this.#listener.failed(error);
    this.#changed();
  }

  #take(bytes: Uint8Array | undefined): void {
    const { peer } = this.#link;
    const [oldest] = this.#sent;
    if (!bytes) {
      throw new KemariError(
        'input',
        `the link to ${peer} closed before transaction ${oldest.transaction} was acknowledged`,
      );
    }
    const frames = [...this.#answers.read(bytes)];
    for (const { type, transaction, payload } of frames) {
      if (type !== 'nack') continue;
      const reason = new TextDecoder().decode(payload.slice());
      throw new KemariError('input', `${peer} refused transaction ${transaction}: ${reason}`);
    }
    const expected = frames.every(
      ({ type, transaction }, i) => type === 'ack' && transaction === this.#sent[i]?.transaction,
    );
    if (!expected || frames.length === 0) {
      const found = frames.map(({ type, transaction }) => `${type.toUpperCase()} ${transaction}`);
      throw new KemariError(
        'input',
        `link from ${peer}: expected ACK ${oldest.transaction}, found ${found.join(', ') || 'nothing'}`,
      );
    }
    for (const { sent } of this.#sent.splice(0, frames.length)) this.#listener.committed(sent);
  }
}
