/** How much may be on its way to the recorder before the guest has to wait. */
export interface BufferLimits {
  /** Buffers in use at the same time; at least 2. */
  readonly count: number;
  /** Bytes of buffers in use, above which none is handed out but the only one. */
  readonly bytes: number;
}

/** A buffer above this is not kept for another use: only a first image needs so much. */
const KEPT_BYTES = 4 << 20;

const FIRST_BYTES = 512 << 10;

/**
 * The buffers that transactions are built in. Each goes from the active to the passive and on to the
 * recorder without being copied, since the memory is shared between threads; when the recorder falls
 * behind, buffers run out, and the guest waits until one comes back.
 */
export class TransactionBuffers {
  readonly #limits: BufferLimits;
  readonly #free: Uint8Array[] = [];
  readonly #used = new Set<Uint8Array>();
  #usedBytes = 0;
  #failure: { readonly error: unknown } | undefined;
  #waiting: { resolve(): void; reject(error: unknown): void } | undefined;

  constructor(limits: BufferLimits) {
    if (limits.count < 2) throw new RangeError('at least two buffers are needed');
    this.#limits = limits;
  }

  /** A buffer of any size, or undefined if the limits are reached. @throws what {@link fail} was told. */
  tryAcquire(): Uint8Array | undefined {
    if (this.#failure) throw this.#failure.error;
    if (this.#used.size >= this.#limits.count) return undefined;
    if (this.#used.size > 0 && this.#usedBytes >= this.#limits.bytes) return undefined;
    return this.#use(this.#free.pop() ?? allocate(FIRST_BYTES));
  }

  /** As {@link tryAcquire}, but waits. One call at a time. */
  async acquire(): Promise<Uint8Array> {
    for (;;) {
      const buffer = this.tryAcquire();
      if (buffer) return buffer;
      await new Promise<void>((resolve, reject) => (this.#waiting = { resolve, reject }));
    }
  }

  /** The same buffer if it is large enough, else another in its place; contents are not kept. */
  atLeast(buffer: Uint8Array, bytes: number): Uint8Array {
    if (buffer.length >= bytes) return buffer;
    this.#unuse(buffer);
    return this.#use(allocate(Math.max(bytes, 2 * buffer.length)));
  }

  /** Gives a buffer back. */
  release(buffer: Uint8Array): void {
    this.#unuse(buffer);
    if (buffer.length <= KEPT_BYTES) this.#free.push(buffer);
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }

  /** No buffer will come back any more: who waits for one, or asks for one, is told the error. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  #use(buffer: Uint8Array): Uint8Array {
    this.#used.add(buffer);
    this.#usedBytes += buffer.length;
    return buffer;
  }

  #unuse(buffer: Uint8Array): void {
    if (!this.#used.delete(buffer)) throw new Error('a buffer that is not in use was given back');
    this.#usedBytes -= buffer.length;
  }
}

function allocate(bytes: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(bytes));
}
