import { KemariError, messageOf } from '../core/errors';
import type { Crc32, MonotonicClock } from '../core/ports';
import { FRAME_TYPES, FrameReader, wholeFrame, type Frame } from './frames';
import { PeerRefusal } from './handshake';
import type { Link } from './link';
import type { AheadPlace, ImageLink } from './liveImage';

/** A link to the passive that both ends have said HELLO over. */
export interface Dialled {
  readonly link: Link;
  /** Settles when the link is of no more use, also while nobody sends or receives. */
  readonly closed: Promise<void>;
  /** The transaction that the passive expects next; undefined if it holds nothing. */
  readonly next: number | undefined;
  /** Says that the session ends in order, and closes the link. */
  finish(): Promise<void>;
}

/** What becomes of the connection, for whoever watches. */
export type LinkNotice =
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'resumed'; readonly repeated: number };

/** What a resumable link consists of. */
export interface ResumableLinkParts {
  /**
   * Makes a connection and says HELLO.
   * @param first the lowest transaction that was not acknowledged.
   * @throws PeerRefusal if trying again would not help.
   */
  readonly dial: (first: number) => Promise<Dialled>;
  /**
   * What a passive that holds nothing must be sent instead of a transaction that only tells changes:
   * whole frames, that transaction last. The guest stands still meanwhile.
   */
  readonly imageFor: (frames: Uint8Array, transaction: number) => Iterable<Uint8Array>;
  /** Whether transaction 0 is an image by itself. */
  readonly firstIsImage: boolean;
  readonly crc32: Crc32;
  readonly clock: MonotonicClock;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds without a connection after which the passive is given up. */
  readonly patienceMs: number;
  readonly onNotice: (notice: LinkNotice) => void;
}

/** Times that a passive may refuse one transaction: bytes that changed on the way are sent again. */
const MAX_REFUSALS = 3;

const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 1_000;

interface Unanswered {
  readonly transaction: number;
  /** Borrowed from the sender until it is answered. */
  readonly frames: Uint8Array;
}

interface Connection {
  readonly link: Link;
  readonly frames: FrameReader;
  /** Whether the passive holds all that the next transaction's changes are against. */
  holds: boolean;
  readonly finish: () => Promise<void>;
}

/**
 * The active's link to a passive in another process. It outlives its connection: what the passive did
 * not acknowledge is sent again over the next one, and what it did hold after all counts as
 * acknowledged. Whoever uses it only sees answers come late.
 */
export class ResumableLink implements Link, ImageLink {
  readonly sharesMemory = false;
  readonly sealedPages: number | undefined;
  readonly #parts: ResumableLinkParts;
  #connection: Connection | undefined;
  #reconnecting: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #closed = false;
  #unanswered: Unanswered[] = [];
  /** Answers that no connection brought. */
  readonly #answers: Uint8Array[] = [];
  /** The lowest transaction that was not answered. */
  #next = 0;
  #refusals = 0;
  #resumptions = 0;
  /** What the image ahead of the first transaction goes over. */
  #imageOver: Connection | undefined;

  private constructor(
    parts: ResumableLinkParts,
    readonly peer: string,
    sealedPages: number | undefined,
  ) {
    this.#parts = parts;
    this.sealedPages = sealedPages;
  }

  /** Connects for the first time. @throws what dialling throws; nothing is tried again here. */
  static async open(parts: ResumableLinkParts): Promise<ResumableLink> {
    const dialled = await parts.dial(0);
    const link = new ResumableLink(parts, dialled.link.peer, dialled.link.sealedPages);
    if (dialled.next !== undefined) {
      dialled.link.close();
      throw new PeerRefusal(`${link.peer} holds transactions of a session that only begins`);
    }
    link.#use(link.#connectionOver(dialled), dialled.closed);
    return link;
  }

  /** Connections after the first. */
  get resumptions(): number {
    return this.#resumptions;
  }

  async send(frames: Uint8Array): Promise<void> {
    if (this.#closed) return;
    const transaction = transactionOf(frames);
    if (transaction !== undefined) this.#unanswered.push({ transaction, frames });
    const connection = this.#connection;
    // Without one, what is unanswered is sent over the next.
    if (!connection) return;
    try {
      for (const piece of this.#pieces(frames, connection)) await connection.link.send(piece);
    } catch (error) {
      this.#lose(connection.link, error);
    }
  }

  /**
   * Sends an IMAGE frame ahead of the first transaction; the last of them makes the image whole.
   * @returns false if the connection is not that of the frame before: the image begins again with
   *   frame 0, once there is another.
   */
  async sendImage(frame: Uint8Array, place: AheadPlace): Promise<boolean> {
    const connection = await this.#anyConnection();
    if (place === 'first') this.#imageOver = connection;
    if (this.#imageOver !== connection) return false;
    try {
      await connection.link.send(frame);
    } catch (error) {
      this.#lose(connection.link, error);
      return false;
    }
    if (place === 'last') connection.holds = true;
    return true;
  }

  async receive(): Promise<Uint8Array | undefined> {
    for (;;) {
      const answer = this.#answers.shift();
      if (answer) return answer;
      if (this.#closed) return undefined;
      if (this.#failure) throw this.#failure.error;
      const connection = this.#connection;
      if (!connection) {
        await this.#reconnecting;
        continue;
      }
      try {
        const bytes = await connection.link.receive();
        if (!bytes) this.#lose(connection.link, 'closed by the peer');
        else if (this.#takeAnswers(connection, bytes)) return bytes;
      } catch (error) {
        this.#lose(connection.link, error);
      }
    }
  }

  /** Tells the passive that the session ends in order, over another connection if need be, and closes. */
  async finish(): Promise<void> {
    const connection = await this.#anyConnection();
    this.#closed = true;
    this.#connection = undefined;
    await connection.finish();
  }

  close(): void {
    this.#closed = true;
    this.#connection?.link.close();
    this.#connection = undefined;
  }

  /** Whether there is a connection now. */
  get connected(): boolean {
    return this.#connection !== undefined;
  }

  /** Notes what is answered. @returns whether the answer is for whoever uses this link. */
  #takeAnswers(connection: Connection, bytes: Uint8Array): boolean {
    for (const frame of connection.frames.read(bytes)) {
      if (frame.type === 'nack') return this.#refused(connection.link, frame);
      if (frame.type !== 'ack') continue;
      connection.holds = true;
      this.#acknowledged(frame.transaction);
    }
    return true;
  }

  async #anyConnection(): Promise<Connection> {
    for (;;) {
      if (this.#connection) return this.#connection;
      if (this.#failure) throw this.#failure.error;
      if (this.#closed) throw new KemariError('input', `the link to ${this.peer} is closed`);
      await this.#reconnecting;
    }
  }

  /** What makes a transaction whole for the passive of this connection. */
  #pieces(frames: Uint8Array, { holds }: Connection): Iterable<Uint8Array> {
    const transaction = transactionOf(frames);
    // Only the lowest can be the first that a passive gets, and only it brings the image.
    if (holds || transaction !== this.#next) return [frames];
    if (transaction === 0 && this.#parts.firstIsImage) return [frames];
    return this.#parts.imageFor(frames, transaction);
  }

  #acknowledged(transaction: number): void {
    this.#unanswered = this.#unanswered.filter((sent) => sent.transaction > transaction);
    this.#next = transaction + 1;
    this.#refusals = 0;
  }

  /** What was damaged on the way is sent again; what is wrong in itself is refused again. */
  #refused(link: Link, { payload }: Frame): boolean {
    if (++this.#refusals >= MAX_REFUSALS) return true;
    this.#lose(link, `refused: ${new TextDecoder().decode(payload)}`);
    return false;
  }

  #connectionOver(dialled: Dialled): Connection {
    const { link, next } = dialled;
    const frames = new FrameReader(this.#parts.crc32, link);
    return { link, frames, holds: next !== undefined, finish: () => dialled.finish() };
  }

  #use(connection: Connection, closed: Promise<void>): void {
    this.#connection = connection;
    void closed.then(() => this.#lose(connection.link, 'closed'));
  }

  /** A connection is of no more use: makes another one at once, since the passive waits for it. */
  #lose(link: Link, why: unknown): void {
    if (this.#connection?.link !== link || this.#closed) return;
    this.#connection = undefined;
    link.close();
    this.#parts.onNotice({ kind: 'lost', why: typeof why === 'string' ? why : messageOf(why) });
    this.#reconnecting = this.#reconnect().catch((error: unknown) => {
      this.#failure = { error };
    });
  }

  async #reconnect(): Promise<void> {
    const { clock, sleep, patienceMs, dial } = this.#parts;
    const untilUs = clock() + patienceMs * 1000;
    for (let delayMs = 0; ; delayMs = nextDelay(delayMs)) {
      await sleep(delayMs);
      if (this.#closed) return;
      try {
        const dialled = await dial(this.#next);
        try {
          await this.#resume(dialled);
          return;
        } catch (error) {
          dialled.link.close();
          throw error;
        }
      } catch (error) {
        if (error instanceof PeerRefusal) throw error;
        if (clock() < untilUs) continue;
        throw new KemariError(
          'input',
          `no connection to ${this.peer} for ${patienceMs / 1000} s; transaction ${this.#next} was not acknowledged, and its outputs were not released: ${messageOf(error)}`,
          {},
          { cause: error },
        );
      }
    }
  }

  /** Sends what the passive does not hold. */
  async #resume(dialled: Dialled): Promise<void> {
    const { link } = dialled;
    if (dialled.next !== undefined) this.#takeHeld(dialled.next);
    const connection = this.#connectionOver(dialled);
    let repeated = 0;
    // More may be added while this waits.
    for (; repeated < this.#unanswered.length; repeated++) {
      const { frames } = this.#unanswered[repeated];
      for (const piece of this.#pieces(frames, connection)) await link.send(piece);
    }
    if (this.#closed) {
      link.close();
      return;
    }
    this.#resumptions++;
    this.#use(connection, dialled.closed);
    this.#parts.onNotice({ kind: 'resumed', repeated });
  }

  /** What the passive holds although its answer was lost is answered. */
  #takeHeld(next: number): void {
    const sent = this.#next + this.#unanswered.length;
    if (next < this.#next || next > sent) {
      throw new PeerRefusal(
        `${this.peer} holds ${next} transactions; it acknowledged ${this.#next}, and was sent ${sent}`,
      );
    }
    while (this.#next < next) {
      this.#answers.push(wholeFrame(this.#parts.crc32, 'ack', this.#next));
      this.#acknowledged(this.#next);
    }
  }
}

function nextDelay(delayMs: number): number {
  return Math.min(LONGEST_DELAY_MS, Math.max(FIRST_DELAY_MS, 2 * delayMs));
}

/** The transaction that these frames begin with, if they begin with its first frame. */
function transactionOf(frames: Uint8Array): number | undefined {
  if (frames[4] !== FRAME_TYPES.begin) return undefined;
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength);
  return view.getUint32(12, true) * 2 ** 32 + view.getUint32(8, true);
}
