import { PAGE_SIZE } from '../core/gfn';

/** Walks through pages that a trace gives in pieces, one page at a time. */
export class PageStream {
  readonly #gfns: Uint32Array;
  readonly #pieces: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array();
  /** Of the next page, in the piece. */
  #offset = 0;
  /** Of the next page, among all of them. */
  #row = 0;

  /** @param pieces of the pages with these GFNs, which ascend. */
  constructor(gfns: Uint32Array, pieces: AsyncIterable<Uint8Array>) {
    this.#gfns = gfns;
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** Whether {@link take} would give this page at once. */
  ready(gfn: number): boolean {
    return this.#gfns[this.#row] === gfn && this.#offset < this.#piece.length;
  }

  /** The next page, where {@link ready} says that it is there; valid until the next call. */
  take(): Uint8Array {
    const page = this.#piece.subarray(this.#offset, this.#offset + PAGE_SIZE);
    this.#offset += PAGE_SIZE;
    this.#row++;
    return page;
  }

  /** The page, if it is the next; undefined if the stream does not have it. Valid until the next call. */
  async next(gfn: number): Promise<Uint8Array | undefined> {
    if (this.#gfns[this.#row] !== gfn) return undefined;
    while (this.#offset >= this.#piece.length) {
      const { value, done } = await this.#pieces.next();
      if (done === true) throw new Error(`the pages ended before page ${gfn}`);
      this.#piece = value;
      this.#offset = 0;
    }
    return this.take();
  }

  /** Ends reading early, or for good. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}
