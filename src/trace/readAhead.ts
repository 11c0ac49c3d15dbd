import type { RandomAccess } from '../core/ports';
import { holds, pieceToRead } from './readPiece';

/** What was read at once, or is being read. */
interface Piece {
  readonly start: number;
  /** Where it ends; where it should, until it is there. */
  end: number;
  readonly bytes: Promise<Uint8Array>;
}

const NOTHING_READ: Piece = { start: 0, end: 0, bytes: Promise.resolve(new Uint8Array(0)) };

/**
 * Reads a file in larger and larger pieces as long as what is asked for lies near what was read last,
 * before it or behind it: records that are read together mostly lie near each other. Elsewhere it reads
 * just what is asked for.
 */
export class ReadAhead {
  readonly #source: RandomAccess;
  #last = NOTHING_READ;

  constructor(source: RandomAccess) {
    this.#source = source;
  }

  /**
   * Up to `length` bytes from `offset`; fewer only at the end of the file. They are borrowed: nobody may
   * change them, or keep them longer than it takes to use them.
   * @param end of what may be read: what is asked for lies before it.
   */
  at(offset: number, length: number, end: number): Promise<Uint8Array> {
    if (!holds(this.#last, offset, length)) this.#last = this.#read(offset, length, end);
    return bytesIn(this.#last, offset, length);
  }

  /**
   * The bytes of a record whose beginning was read, whether or not they were read with it. By the time they
   * are asked for, others may have read elsewhere: that goes on from where it is.
   */
  rest(offset: number, length: number): Promise<Uint8Array> {
    const last = this.#last;
    return holds(last, offset, length)
      ? bytesIn(last, offset, length)
      : this.#source.readAt(offset, length);
  }

  /** Forgets what was read, and what is being read: the file has changed. */
  clear(): void {
    this.#last = NOTHING_READ;
  }

  #read(offset: number, length: number, end: number): Piece {
    const { start, end: wanted } = pieceToRead(this.#last, offset, length, end);
    const read = this.#source.readAt(start, wanted - start);
    const piece = { start, end: wanted, bytes: read };
    // What the file did not have yet, or what could not be read, is read again when it is asked for.
    read.then(
      (found) => (piece.end = start + found.length),
      () => (piece.end = start),
    );
    return piece;
  }
}

async function bytesIn(
  { start, bytes }: Piece,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  return (await bytes).subarray(offset - start, offset - start + length);
}
