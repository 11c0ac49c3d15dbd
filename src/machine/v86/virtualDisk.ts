/**
 * The guest's disk, in the shape that the emulator wants of a disk image.
 *
 * It is the machine's own view: the guest reads its writes back at once, while each of them is also
 * an output that whoever runs the machine holds and releases. The emulator's stock disk would copy
 * all of its bytes into every saved state; this one gives only its size.
 */
export class VirtualDisk {
  readonly byteLength: number;
  readonly #bytes: Uint8Array;
  /** Told of every write the guest makes; the data is a copy of its own. */
  onWrite: (offset: number, data: Uint8Array) => void = () => undefined;
  /** Set by the emulator, which waits for it to be called. */
  onload: ((event: object) => void) | undefined;

  /** @throws RangeError if the size is not a whole, positive number of 512-byte sectors. */
  constructor(bytes: number) {
    if (!Number.isInteger(bytes) || bytes <= 0 || bytes % 512 !== 0) {
      throw new RangeError(`a disk of ${bytes} bytes is not a whole number of 512-byte sectors`);
    }
    this.byteLength = bytes;
    this.#bytes = new Uint8Array(bytes);
  }

  /** @throws RangeError if these bytes do not lie on the disk. */
  checkRange(offset: number, bytes: number): void {
    if (!Number.isInteger(offset) || offset < 0 || offset + bytes > this.byteLength) {
      throw new RangeError(
        `${bytes} bytes at ${offset} do not lie on a disk of ${this.byteLength} bytes`,
      );
    }
  }

  /** Writes without telling {@link onWrite}. @throws RangeError if it does not fit on the disk. */
  store(offset: number, data: Uint8Array): void {
    this.checkRange(offset, data.length);
    this.#bytes.set(data, offset);
  }

  /** A copy of what is on the disk. */
  read(offset: number, bytes: number): Uint8Array {
    return this.#bytes.slice(offset, offset + bytes);
  }

  // What follows is called by the emulator.

  load(): void {
    this.onload?.({});
  }

  get(offset: number, bytes: number, done: (data: Uint8Array) => void): void {
    done(this.read(offset, bytes));
  }

  get_and_cache(offset: number, bytes: number, done: (data: Uint8Array) => void): void {
    done(this.read(offset, bytes));
  }

  get_from_cache(offset: number, bytes: number): Uint8Array {
    return this.read(offset, bytes);
  }

  get_buffer(done: (buffer: ArrayBuffer) => void): void {
    done(this.#bytes.slice().buffer);
  }

  set(offset: number, data: Uint8Array, done: () => void): void {
    this.store(offset, data);
    this.onWrite(offset, data.slice());
    done();
  }

  get_state(): unknown[] {
    return [this.byteLength];
  }

  set_state(): void {
    // The contents follow by disk writes, not by the devices' state.
  }
}
