import { KemariError } from './errors';

// A byte order mark is text like any other: nothing may be lost.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What a {@link ByteReader} reads, for its messages. */
export interface ByteSource {
  /** The file or connection, for messages. */
  readonly file: string;
  /** The record that these bytes are, such as `POINT record`. */
  readonly record: string;
  /** Offset of the first byte in the file. */
  readonly offset: number;
}

/**
 * Reads little-endian values from bytes that may be anything. Every read is checked against what is
 * there; a failure names file, offset, record, and what was expected, as a KemariError of kind `input`.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #source: ByteSource;
  #position = 0;

  /** The bytes are borrowed for the reader's life. */
  constructor(bytes: Uint8Array, source: ByteSource) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#source = source;
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#position;
  }

  /** Bytes not yet read. */
  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  u8(what: string): number {
    return this.#view.getUint8(this.#take(1, what));
  }

  u16(what: string): number {
    return this.#view.getUint16(this.#take(2, what), true);
  }

  u32(what: string): number {
    return this.#view.getUint32(this.#take(4, what), true);
  }

  /** An unsigned 64-bit value that must be exact in a double, as offsets and lengths are. */
  u64(what: string): number {
    const at = this.#take(8, what);
    const high = this.#view.getUint32(at + 4, true);
    if (high >= 2 ** 21) throw this.#error(at, `${what} below 2^53`, 'a larger number');
    return high * 2 ** 32 + this.#view.getUint32(at, true);
  }

  bigint64(what: string): bigint {
    return this.#view.getBigInt64(this.#take(8, what), true);
  }

  f64(what: string): number {
    return this.#view.getFloat64(this.#take(8, what), true);
  }

  /** An unsigned LEB128 number below 2^53. */
  varint(what: string): number {
    // Most are of one byte.
    const first = this.#position < this.#bytes.length ? this.#bytes[this.#position] : 0x80;
    if (first < 0x80) {
      this.#position++;
      return first;
    }
    return this.#longVarint(what);
  }

  #longVarint(what: string): number {
    const bytes = this.#bytes;
    const at = this.#position;
    // Nearly all others have two or three.
    if (at + 2 < bytes.length) {
      const [first, second, third] = [bytes[at] & 0x7f, bytes[at + 1], bytes[at + 2]];
      if (second < 0x80) {
        this.#position = at + 2;
        return first | (second << 7);
      }
      if (third < 0x80) {
        this.#position = at + 3;
        return first | ((second & 0x7f) << 7) | (third << 14);
      }
    }
    return this.#anyVarint(what);
  }

  #anyVarint(what: string): number {
    const start = this.#position;
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.u8(what);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 128;
      if (scale > 2 ** 49) throw this.#error(start, `${what} below 2^53`, 'a longer number');
    }
    if (!Number.isSafeInteger(value)) {
      throw this.#error(start, `${what} below 2^53`, 'a larger number');
    }
    return value;
  }

  /** A varint that counts things of at least `bytesEach` bytes each, which must fit in what is left. */
  count(what: string, bytesEach: number): number {
    const start = this.#position;
    const value = this.varint(what);
    if (value * bytesEach > this.remaining) {
      throw this.#error(start, `${what} that fits in ${this.remaining} bytes`, String(value));
    }
    return value;
  }

  /** The next bytes, borrowed from the reader's own. */
  bytes(length: number, what: string): Uint8Array {
    const at = this.#take(length, what);
    return this.#bytes.subarray(at, at + length);
  }

  /** A varint length and that many bytes of UTF-8. */
  string(what: string, maxBytes = 65536): string {
    const start = this.#position;
    const length = this.varint(`length of ${what}`);
    if (length > maxBytes) {
      throw this.#error(start, `${what} of at most ${maxBytes} bytes`, `${length} bytes`);
    }
    const bytes = this.bytes(length, what);
    try {
      return decoder.decode(bytes);
    } catch {
      throw this.#error(start, `${what} in UTF-8`, 'other bytes');
    }
  }

  /** Throws unless everything was read. */
  end(): void {
    if (this.remaining > 0) {
      throw this.#error(this.#position, 'the end', `${this.remaining} more bytes`);
    }
  }

  /** An error at the current position, to be thrown by the caller. */
  unexpected(expected: string, found: string): KemariError {
    return this.#error(this.#position, expected, found);
  }

  #take(length: number, what: string): number {
    const at = this.#position;
    if (length > this.remaining) {
      throw this.#error(at, `${what} (${length} bytes)`, `${this.remaining} bytes`);
    }
    this.#position = at + length;
    return at;
  }

  #error(at: number, expected: string, found: string): KemariError {
    const { file, record, offset } = this.#source;
    return new KemariError(
      'input',
      `${file}: ${record} at offset ${offset + at}: expected ${expected}, found ${found}`,
      { file, offset: offset + at },
    );
  }
}
