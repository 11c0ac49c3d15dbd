import type { Socket } from 'node:net';
import { KemariError } from '../../core/errors';
import { FrameAssembler } from '../../engine/frameAssembler';
import {
  FRAME_HEADER_BYTES,
  FRAME_TYPES,
  sealedPieces,
  wholeFrame,
  type FrameType,
} from '../../engine/frames';
import type { Link } from '../../engine/link';
import { crc32 } from '../crc32';
import { readReusing } from './reusedReads';
import { Heartbeat, HEARTBEAT, type HeartbeatTimes } from './heartbeat';

/** Bytes that wait for the socket, above which a sender waits. */
const UNSENT_BYTES = 1 << 20;

/** Bytes of whole frames that nobody took, above which nothing more is read. */
const UNREAD_BYTES = 8 << 20;

/** Pages in a frame: about what a socket takes and gives in one go. */
export const SEALED_PAGES = 128;

/** How long a closed link waits for the peer to close, too. */
const CLOSE_MS = 1_000;

/** How a link over a socket is made. */
export interface SocketLinkOptions {
  /** The other end, for messages. */
  readonly peer: string;
  /** What the peer may send at first; see {@link SocketLink.accept}. */
  readonly accepts: readonly FrameType[];
  readonly heartbeat?: HeartbeatTimes;
  /** Whether the socket was accepted, and much will come over it; see {@link readReusing}. */
  readonly accepted?: boolean;
}

/**
 * A link to another process, over a connected TCP or TLS socket. It knows frames, so that it can put
 * them together again, and answers for heartbeats; what frames say is for others.
 */
export class SocketLink implements Link {
  readonly sharesMemory = false;
  readonly sealedPages = SEALED_PAGES;
  readonly peer: string;
  /** Settles, never rejecting, when nothing more will come. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #assembler: FrameAssembler;
  readonly #heartbeat: Heartbeat;
  /** No more is read; what was put together before is still delivered. */
  #end: { readonly error?: Error } | undefined;
  #writable = true;
  #finished = false;
  #settleClosed: () => void = () => undefined;
  #receiving:
    { resolve(bytes: Uint8Array | undefined): void; reject(error: Error): void } | undefined;
  #drained: (() => void)[] = [];

  /** Takes a connected socket over. */
  constructor(connected: Socket, options: SocketLinkOptions) {
    this.peer = options.peer;
    this.closed = new Promise((resolve) => (this.#settleClosed = resolve));
    this.#assembler = new FrameAssembler(crc32, options.peer, options.accepts, (type) => {
      if (type === 'end') this.#finished = true;
    });
    this.#heartbeat = new Heartbeat(options.heartbeat ?? HEARTBEAT, {
      beat: () => this.#beat(),
      silent: (ms) => this.#fail(`silent for ${(ms / 1000).toFixed(1)} s`),
    });
    const socket = options.accepted
      ? readReusing(connected, {
          place: () => (this.#end ? undefined : this.#assembler.place()),
          placed: (bytes) => this.#came(() => this.#assembler.placed(bytes)),
          take: (bytes) => this.#came(() => this.#assembler.push(bytes)),
        })
      : connected.on('data', (bytes) => this.#came(() => this.#assembler.push(bytes)));
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('end', () => this.#ended());
    socket.on('error', (error: NodeJS.ErrnoException) => this.#fail(brokenBy(error)));
    socket.on('close', () => this.#ended());
    socket.on('drain', () => this.#drain());
  }

  /** Whether the peer said that it ends in order. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Changes what the peer may send from now on. */
  accept(types: readonly FrameType[]): void {
    this.#assembler.accept(types);
  }

  /** Begins to say that this end lives, and to listen for that of the other. */
  startHeartbeat(): void {
    if (!this.#end) this.#heartbeat.start();
  }

  /** Rejects with a KemariError of kind `input` if the link broke. */
  async send(frames: Uint8Array): Promise<void> {
    if (!this.#writable) {
      if (this.#end?.error) throw this.#end.error;
      return;
    }
    const answered = answeredTransaction(frames);
    if (answered !== undefined) this.#assembler.answered(answered);
    this.#heartbeat.sent();
    for (const piece of sealedPieces(frames, crc32)) this.#socket.write(piece);
    if (this.#socket.writableLength <= UNSENT_BYTES) return;
    await new Promise<void>((resolve) => this.#drained.push(resolve));
    if (!this.#writable && this.#brokenBy) throw this.#brokenBy;
  }

  receive(): Promise<Uint8Array | undefined> {
    const frames = this.#assembler.take();
    if (frames) {
      this.#regulate();
      return Promise.resolve(frames);
    }
    if (this.#end?.error) return Promise.reject(this.#end.error);
    if (this.#end) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => (this.#receiving = { resolve, reject }));
  }

  /** Says that this end ends in order, and closes when that has been sent. */
  async finish(): Promise<void> {
    if (!this.#writable) return;
    this.#socket.write(wholeFrame(crc32, 'end', 0));
    this.#endWriting();
    await this.closed;
  }

  close(): void {
    this.#endReading({});
    this.#endWriting();
  }

  /** Why the link broke, looked up anew after time has passed. */
  get #brokenBy(): Error | undefined {
    return this.#end?.error;
  }

  /** @param assemble puts what came into frames. */
  #came(assemble: () => void): void {
    if (this.#end) return;
    this.#heartbeat.heard();
    let broken: Error | undefined;
    try {
      assemble();
    } catch (error) {
      if (!(error instanceof KemariError)) throw error;
      broken = error;
    }
    const frames = this.#receiving && this.#assembler.take();
    if (frames) {
      this.#receiving?.resolve(frames);
      this.#receiving = undefined;
    }
    // Whoever receives is told, and may still say why nothing more is taken.
    if (broken) this.#endReading({ error: broken });
    else this.#regulate();
  }

  /** Reads on only while what was read is also taken. */
  #regulate(): void {
    const full = this.#assembler.waitingBytes > UNREAD_BYTES;
    if (full === this.#socket.isPaused()) return;
    if (full) this.#socket.pause();
    else this.#socket.resume();
    this.#heartbeat.listen(!full);
  }

  #beat(): void {
    if (this.#writable) this.#socket.write(wholeFrame(crc32, 'heartbeat', 0));
  }

  #ended(): void {
    if (this.#assembler.inFrame && !this.#end) {
      this.#fail(`closed in the middle of a frame, at offset ${this.#assembler.offset}`);
      return;
    }
    this.close();
  }

  #fail(why: string): void {
    this.#endReading({ error: new KemariError('input', `link to ${this.peer}: ${why}`) });
    this.#writable = false;
    this.#socket.destroy();
    this.#drain();
  }

  #endReading(end: { readonly error?: Error }): void {
    if (this.#end) return;
    this.#end = end;
    this.#heartbeat.stop();
    // What still comes is thrown away: a socket that closes over it would take what was sent back.
    if (this.#socket.isPaused()) this.#socket.resume();
    const receiving = this.#receiving;
    this.#receiving = undefined;
    if (end.error) receiving?.reject(end.error);
    else receiving?.resolve(undefined);
    this.#settleClosed();
  }

  /** Sends what was written, and lets the socket go. */
  #endWriting(): void {
    if (!this.#writable) return;
    this.#writable = false;
    this.#socket.end();
    const timer = setTimeout(() => this.#socket.destroy(), CLOSE_MS);
    this.#socket.once('close', () => clearTimeout(timer));
    this.#drain();
  }

  #drain(): void {
    const waiting = this.#drained;
    this.#drained = [];
    for (const resolve of waiting) resolve();
  }
}

/** What a socket's error means, in words. */
function brokenBy({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ECONNRESET':
      return 'reset by the peer';
    case 'EPIPE':
      return 'closed by the peer';
    default:
      return message;
  }
}

/** The transaction that these bytes answer, if they are an answer. */
function answeredTransaction(frames: Uint8Array): number | undefined {
  if (frames.length < FRAME_HEADER_BYTES || frames[4] !== FRAME_TYPES.ack) return undefined;
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength);
  return view.getUint32(12, true) * 2 ** 32 + view.getUint32(8, true);
}
