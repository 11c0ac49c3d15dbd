/** Room for some sync points of a usual size; a longer frame gets a slab of its own. */
const SLAB_BYTES = 1 << 20;

/** Slabs kept for another use. */
const KEPT_SLABS = 4;

/** A piece of memory that frames are put together in, one behind the other. */
export class FrameSlab {
  readonly #bytes: Uint8Array;
  /** Up to here it is filled. */
  #filled = 0;
  /** Up to here there are whole frames. */
  #whole = 0;
  /** Up to here frames were taken. */
  #taken = 0;
  /** The highest transaction that it holds frames of; -1 for none. */
  #transaction = -1;

  constructor(bytes: number) {
    this.#bytes = new Uint8Array(bytes);
  }

  get capacity(): number {
    return this.#bytes.length;
  }

  get waitingBytes(): number {
    return this.#whole - this.#taken;
  }

  hasRoom(bytes: number): boolean {
    return this.#filled + bytes <= this.#bytes.length;
  }

  append(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  /** Memory for what comes next, which {@link advance} says has come. */
  space(bytes: number): Uint8Array {
    return this.#bytes.subarray(this.#filled, this.#filled + bytes);
  }

  advance(bytes: number): void {
    this.#filled += bytes;
  }

  /** The frame at the end is whole. @param transaction that it is kept for. */
  complete(transaction: number | undefined): void {
    this.#whole = this.#filled;
    if (transaction !== undefined) this.#transaction = Math.max(this.#transaction, transaction);
  }

  /** The frame at the end is not for anybody. */
  drop(bytes: number): void {
    this.#filled -= bytes;
  }

  /** All whole frames that were not taken yet. */
  take(): Uint8Array {
    const frames = this.#bytes.subarray(this.#taken, this.#whole);
    this.#taken = this.#whole;
    return frames;
  }

  /** Starts again, if nobody needs anything of it any more. */
  reuse(answered: number): boolean {
    if (this.#taken < this.#filled || this.#transaction > answered) return false;
    this.#filled = this.#whole = this.#taken = 0;
    this.#transaction = -1;
    return true;
  }
}

/**
 * Memory for frames that come, used again and again: making a new piece for every sync point would cost
 * about as much as copying it. All frames begin at a multiple of eight.
 */
export class FrameSlabs {
  /** In the order in which they were filled; frames are put into the last. */
  #used: FrameSlab[] = [];
  readonly #free: FrameSlab[] = [];
  #answered = -1;

  get waitingBytes(): number {
    return this.#used.reduce((sum, slab) => sum + slab.waitingBytes, 0);
  }

  /** Where the next frame goes, of this many bytes. */
  begin(bytes: number): FrameSlab {
    const last = this.#used.at(-1);
    if (last?.hasRoom(bytes)) return last;
    const slab = bytes > SLAB_BYTES ? new FrameSlab(bytes) : this.#freeSlab();
    this.#used.push(slab);
    return slab;
  }

  /** The oldest frames that were not taken, as many as lie together. Ends the use of those before. */
  take(): Uint8Array | undefined {
    this.#collect();
    return this.#used.find((slab) => slab.waitingBytes > 0)?.take();
  }

  answered(transaction: number): void {
    this.#answered = Math.max(this.#answered, transaction);
  }

  #freeSlab(): FrameSlab {
    return this.#free.pop() ?? new FrameSlab(SLAB_BYTES);
  }

  #collect(): void {
    this.#used = this.#used.filter((slab) => {
      if (!slab.reuse(this.#answered)) return true;
      if (slab.capacity === SLAB_BYTES && this.#free.length < KEPT_SLABS) this.#free.push(slab);
      return false;
    });
  }
}
