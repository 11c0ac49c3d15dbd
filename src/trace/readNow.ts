import type { RandomAccess } from '../core/ports';
import { holds, MOST_PIECE_BYTES, pieceToRead, type FilePart } from './readPiece';

const NOTHING_READ: FilePart = { start: 0, end: 0 };

/**
 * Reads a file without waiting, where its source can, in pieces as {@link pieceToRead} makes them. All of
 * them are read into the same bytes: new ones for each would be most of what the collector has to do.
 */
export class ReadNow {
  readonly #source: RandomAccess;
  #bytes = new Uint8Array(0);
  /** What the bytes are. */
  #held = NOTHING_READ;
  /** What was read last, whether or not it is still held. */
  #last = NOTHING_READ;

  constructor(source: RandomAccess) {
    this.#source = source;
  }

  /**
   * Up to `length` bytes from `offset`, fewer only at the end of the file; undefined if they have to be
   * waited for. They are borrowed until the next call.
   * @param end of what may be read: what is asked for lies before it.
   */
  at(offset: number, length: number, end: number): Uint8Array | undefined {
    if (!holds(this.#held, offset, length) && !this.#read(offset, length, end)) return undefined;
    const { start, end: heldEnd } = this.#held;
    return this.#bytes.subarray(offset - start, Math.min(offset + length, heldEnd) - start);
  }

  /** Forgets what was read: the file has changed. */
  clear(): void {
    this.#held = NOTHING_READ;
    this.#last = NOTHING_READ;
  }

  #read(offset: number, length: number, end: number): boolean {
    if (this.#source.readNow === undefined || length > MOST_PIECE_BYTES) return false;
    const { start, end: wanted } = pieceToRead(this.#last, offset, length, end);
    const size = wanted - start;
    if (this.#bytes.length < size) this.#bytes = new Uint8Array(2 ** Math.ceil(Math.log2(size)));
    this.#held = NOTHING_READ;
    const done = this.#source.readNow(start, this.#bytes.subarray(0, size));
    if (done === undefined) return false;
    this.#held = { start, end: start + done };
    this.#last = this.#held;
    return true;
  }
}
