import { messageOf, ReadError } from '../core/errors';
import type { RandomAccess } from '../core/ports';

/** Reads a Blob, such as a file that the user chose, without loading more of it than is asked for. */
export class BlobFile implements RandomAccess {
  readonly #blob: Blob;

  constructor(
    readonly name: string,
    blob: Blob,
  ) {
    this.#blob = blob;
  }

  size(): Promise<number> {
    return Promise.resolve(this.#blob.size);
  }

  /** @throws KemariError of kind `input` if the file has changed since it was chosen, or is gone. */
  async readAt(offset: number, length: number): Promise<Uint8Array> {
    try {
      return new Uint8Array(await this.#blob.slice(offset, offset + length).arrayBuffer());
    } catch (error) {
      throw new ReadError(
        `${this.name} cannot be read at offset ${offset}: ${messageOf(error)}`,
        { file: this.name, offset },
        { cause: error },
      );
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
