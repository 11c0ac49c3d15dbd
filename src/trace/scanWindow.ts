import { ReadError } from '../core/errors';
import type { RandomAccess } from '../core/ports';

const WINDOW_BYTES = 1 << 20;
/** What a disk reads at once, or not at all. */
export const SECTOR_BYTES = 4096;

/** Reads a file in large pieces from one end to the other, and in small ones where those cannot be read. */
export class ScanWindow {
  readonly #source: RandomAccess;
  readonly #end: number;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  /** Up to where large pieces reach into what cannot be read. */
  #smallTo = 0;

  constructor(source: RandomAccess, end: number) {
    this.#source = source;
    this.#end = end;
  }

  /**
   * The bytes there, borrowed until the next call; fewer only if the file is shorter than it said.
   * @throws ReadError if just these cannot be read.
   */
  async at(offset: number, length: number): Promise<Uint8Array> {
    return (await this.from(offset, length)).subarray(0, length);
  }

  /** The same, with what was read behind them. */
  async from(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.#start || offset + length > this.#start + this.#bytes.length) {
      this.#bytes = await this.#read(offset, length);
      this.#start = offset;
    }
    return this.#bytes.subarray(offset - this.#start);
  }

  async #read(offset: number, length: number): Promise<Uint8Array> {
    if (offset >= this.#smallTo) {
      const large = await this.#tryRead(offset, Math.max(length, WINDOW_BYTES));
      if (large !== undefined) return large;
      this.#smallTo = offset + WINDOW_BYTES;
    }
    const small = await this.#tryRead(offset, nextSector(offset + length) - offset);
    return small ?? (await this.#source.readAt(offset, length));
  }

  /** @returns undefined if these cannot be read together. */
  async #tryRead(offset: number, length: number): Promise<Uint8Array | undefined> {
    try {
      return await this.#source.readAt(offset, Math.min(length, this.#end - offset));
    } catch (error) {
      if (error instanceof ReadError) return undefined;
      throw error;
    }
  }
}

/** The first offset behind this one at which a disk may go on. */
export function nextSector(offset: number): number {
  return (Math.floor(offset / SECTOR_BYTES) + 1) * SECTOR_BYTES;
}
