import type { Crc32 } from '../core/ports';
import {
  FRAME_HEADER_BYTES,
  frameBytes,
  frameError,
  readFrameHeader,
  type FrameHeader,
  type FrameType,
} from './frames';
import { FrameSlabs, type FrameSlab } from './frameSlabs';

/** Frames that belong to a transaction, whose bytes stay until it was answered. */
const OF_TRANSACTION: readonly FrameType[] = ['begin', 'pages', 'devices', 'outputs', 'commit'];

/** What is shorter is copied: a socket that has a place for it alone has to be asked once more. */
const WORTH_PLACING_BYTES = 16 << 10;

/** A frame that is being put together. */
interface Begun {
  readonly header: FrameHeader;
  readonly slab: FrameSlab;
  /** Bytes of it that are still to come. */
  missing: number;
}

/** Told of frames that say something of the link itself, and are not among those to be taken. */
export type ControlTaker = (type: 'heartbeat' | 'end') => void;

/**
 * Puts whole frames together from bytes that come cut anywhere, as a socket hands them over. A frame's
 * header is checked, and its length is within its type's limit, before anything is allocated for it;
 * its payload is for {@link FrameReader} to check.
 */
export class FrameAssembler {
  readonly #crc32: Crc32;
  readonly #peer: string;
  readonly #onControl: ControlTaker;
  readonly #slabs = new FrameSlabs();
  readonly #header = new Uint8Array(FRAME_HEADER_BYTES);
  readonly #headerView = new DataView(this.#header.buffer);
  #headerBytes = 0;
  #begun: Begun | undefined;
  #accepted: readonly FrameType[];
  /** Bytes that came. */
  #offset = 0;

  /** @param accepted types of frames that the peer may send now; others are refused by their header. */
  constructor(crc32: Crc32, peer: string, accepted: readonly FrameType[], onControl: ControlTaker) {
    this.#crc32 = crc32;
    this.#peer = peer;
    this.#accepted = accepted;
    this.#onControl = onControl;
  }

  /** Whole frames that were put together and not taken, in bytes. */
  get waitingBytes(): number {
    return this.#slabs.waitingBytes;
  }

  /** Whether some of a frame has come, and some not. */
  get inFrame(): boolean {
    return this.#headerBytes > 0 || this.#begun !== undefined;
  }

  /** Bytes that came in all. */
  get offset(): number {
    return this.#offset;
  }

  /** Changes what the peer may send, from the next frame on. */
  accept(types: readonly FrameType[]): void {
    this.#accepted = types;
  }

  /** Takes what came; the bytes are borrowed. @throws KemariError of kind `input`. */
  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#begun) at += this.#fill(this.#begun, bytes, at);
      else at += this.#fillHeader(bytes, at);
      if (this.#begun?.missing === 0) this.#finish(this.#begun);
    }
  }

  /**
   * Where the next bytes may be put instead of being pushed, if much of a frame is still to come; not
   * more than that. {@link placed} says how many have come.
   */
  place(): Uint8Array | undefined {
    const begun = this.#begun;
    return begun && begun.missing >= WORTH_PLACING_BYTES
      ? begun.slab.space(begun.missing)
      : undefined;
  }

  /** So many bytes were put where {@link place} said. */
  placed(bytes: number): void {
    const begun = this.#begun;
    if (!begun || bytes > begun.missing) throw new Error(`${bytes} bytes for no frame`);
    begun.slab.advance(bytes);
    begun.missing -= bytes;
    this.#offset += bytes;
    if (begun.missing === 0) this.#finish(begun);
  }

  /**
   * The next whole frames, or undefined if there are none. They stay as they are until the one after
   * was asked for, and those of a transaction until that was answered, too.
   */
  take(): Uint8Array | undefined {
    return this.#slabs.take();
  }

  /** All transactions up to this one were answered; their frames' memory may be used again. */
  answered(transaction: number): void {
    this.#slabs.answered(transaction);
  }

  #fillHeader(bytes: Uint8Array, at: number): number {
    const count = Math.min(FRAME_HEADER_BYTES - this.#headerBytes, bytes.length - at);
    this.#header.set(bytes.subarray(at, at + count), this.#headerBytes);
    this.#headerBytes += count;
    this.#offset += count;
    if (this.#headerBytes < FRAME_HEADER_BYTES) return count;
    this.#headerBytes = 0;
    const source = { peer: this.#peer, offset: this.#offset - FRAME_HEADER_BYTES };
    const header = readFrameHeader(this.#crc32, this.#header, this.#headerView, 0, source);
    if (!this.#accepted.includes(header.type)) {
      const names = this.#accepted.map((type) => type.toUpperCase()).join(' or ');
      throw frameError(source, 4, names, header.type.toUpperCase());
    }
    const whole = frameBytes(header.payloadBytes);
    const slab = this.#slabs.begin(whole);
    slab.append(this.#header);
    this.#begun = { header, slab, missing: whole - FRAME_HEADER_BYTES };
    return count;
  }

  #fill(begun: Begun, bytes: Uint8Array, at: number): number {
    const count = Math.min(begun.missing, bytes.length - at);
    begun.slab.append(bytes.subarray(at, at + count));
    begun.missing -= count;
    this.#offset += count;
    return count;
  }

  #finish({ header, slab }: Begun): void {
    this.#begun = undefined;
    const { type, transaction, payloadBytes } = header;
    if (type === 'heartbeat' || type === 'end') {
      slab.drop(frameBytes(payloadBytes));
      this.#onControl(type);
      return;
    }
    slab.complete(OF_TRANSACTION.includes(type) ? transaction : undefined);
  }
}
