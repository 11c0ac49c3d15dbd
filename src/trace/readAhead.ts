import type { RandomAccess } from '../core/ports';

/** Most bytes that are read at once beside what is asked for. */
const MOST_BYTES = 1 << 20;

/**
 * Reads a file in larger and larger pieces as long as what is asked for lies near what was read last,
 * before it or behind it: records that are read together mostly lie near each other. Elsewhere it reads
 * just what is asked for.
 */
export class ReadAhead {
  readonly #source: RandomAccess;
  #start = 0;
  #end = 0;
  #bytes: Promise<Uint8Array> = Promise.resolve(new Uint8Array(0));

  constructor(source: RandomAccess) {
    this.#source = source;
  }

  /**
   * Up to `length` bytes from `offset`; fewer only at the end of the file. They are borrowed: nobody may
   * change them, or keep them longer than it takes to use them.
   * @param end of what may be read: what is asked for lies before it.
   */
  async at(offset: number, length: number, end: number): Promise<Uint8Array> {
    if (offset < this.#start || offset + length > this.#end) this.#read(offset, length, end);
    const start = this.#start;
    const bytes = await this.#bytes;
    return bytes.subarray(offset - start, offset - start + length);
  }

  /**
   * The bytes of a record whose beginning was read, whether or not they were read with it. By the time they
   * are asked for, others may have read elsewhere: that goes on from where it is.
   */
  async rest(offset: number, length: number): Promise<Uint8Array> {
    const start = this.#start;
    if (offset < start || offset + length > this.#end) return this.#source.readAt(offset, length);
    const bytes = await this.#bytes;
    return bytes.subarray(offset - start, offset - start + length);
  }

  /** Forgets what was read: the file has changed. */
  clear(): void {
    this.#start = 0;
    this.#end = 0;
  }

  #read(offset: number, length: number, end: number): void {
    const size = this.#end - this.#start;
    const before = this.#start - offset;
    const behind = offset - this.#end;
    const wanted = Math.max(length, Math.min(2 * size, MOST_BYTES));
    let start = offset;
    let bytes = length;
    if (before > 0 && before <= wanted) {
      start = Math.max(0, offset + length - wanted);
      bytes = offset + length - start;
    } else if (size > 0 && before <= 0 && behind <= wanted) {
      bytes = Math.min(wanted, end - offset);
    }
    const read = this.#source.readAt(start, bytes);
    this.#start = start;
    this.#end = start + bytes;
    this.#bytes = read;
    const forget = (from: number): void => {
      if (this.#bytes === read) this.#end = from;
    };
    // What the file did not have yet, or what could not be read, is read again when it is asked for.
    read.then(
      (found) => forget(start + found.length),
      () => forget(start),
    );
  }
}
