import type { AppendableFile } from '../../src/core/ports';

/** A file in memory: grows, is read, can be cut, changed and made to fail. */
export class MemoryFile implements AppendableFile {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  closed = false;
  /** Whether most of it can be read at once. */
  promptly = false;
  #promptReads = 0;
  /** What was read, to see what a reader reads. */
  readonly reads: { readonly offset: number; readonly length: number }[] = [];
  /** Bytes after which appending fails as on a full disk. */
  capacity = Infinity;

  constructor(
    readonly name = 'memory.kemari',
    bytes: Uint8Array = new Uint8Array(0),
  ) {
    this.#store(0, bytes);
  }

  /** A copy of what is in the file. */
  contents(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  async append(bytes: Uint8Array): Promise<void> {
    if (this.#length + bytes.length > this.capacity) throw new Error('no space left on the disk');
    this.#store(this.#length, bytes);
  }

  async writeAt(offset: number, bytes: Uint8Array): Promise<void> {
    if (offset + bytes.length > this.#length) throw new Error('writing behind the end');
    this.#store(offset, bytes);
  }

  async sync(): Promise<void> {
    // Memory is as safe as it gets.
  }

  async size(): Promise<number> {
    return this.#length;
  }

  async readAt(offset: number, length: number): Promise<Uint8Array> {
    this.reads.push({ offset, length });
    if (length > 2 ** 27) throw new Error(`${length} bytes asked for at once`);
    return this.#bytes.slice(offset, Math.min(offset + length, this.#length));
  }

  readNow(offset: number, into: Uint8Array): number | undefined {
    if (!this.promptly || this.#promptReads++ % 3 === 2) return undefined;
    this.reads.push({ offset, length: into.length });
    const found = this.#bytes.subarray(offset, Math.min(offset + into.length, this.#length));
    into.set(found);
    return found.length;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  #store(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, offset);
    this.#length = Math.max(this.#length, end);
  }
}
