import { KemariError } from '../core/errors';
import type { AppendableFile } from '../core/ports';
import { maxRawBytes, recordName, type RecordType } from './format';
import type { TracePlatform } from './platform';
import { RECORD_HEADER_BYTES, writeRecordHeader } from './recordHeader';

/** Shorter payloads are not worth a frame of their own. */
const MIN_PACKED_BYTES = 256;

/**
 * Collects records, each of which knows its offset at once, and appends them to the file together:
 * one write for all that belongs to a sync point.
 */
export class RecordWriter {
  readonly #file: AppendableFile;
  readonly #platform: TracePlatform;
  #pending: Uint8Array = new Uint8Array(1 << 20);
  #pendingLength = 0;
  #flushed: number;
  #failure: { readonly error: unknown } | undefined;

  /** @param offset where in the file the next record goes. */
  constructor(file: AppendableFile, offset: number, platform: TracePlatform) {
    this.#file = file;
    this.#platform = platform;
    this.#flushed = offset;
  }

  /** Where the next record goes. */
  get offset(): number {
    return this.#flushed + this.#pendingLength;
  }

  /** Bytes that wait for {@link flush}. */
  get pendingBytes(): number {
    return this.#pendingLength;
  }

  /** Adds a record and returns its offset. The bytes are borrowed during the call. */
  add(type: RecordType, raw: Uint8Array): number {
    if (raw.length > maxRawBytes(type)) {
      throw new KemariError(
        'output',
        `${this.#file.name}: a ${recordName(type)} holds at most ${maxRawBytes(type)} bytes, ` +
          `${raw.length} were to be written at offset ${this.offset}`,
        { file: this.#file.name, offset: this.offset },
      );
    }
    const packed = raw.length < MIN_PACKED_BYTES ? raw : this.#platform.compressor.compress(raw);
    const stored = packed.length < raw.length ? packed : raw;
    const offset = this.offset;
    const at = this.#reserve(RECORD_HEADER_BYTES + stored.length);
    this.#pending.set(stored, at + RECORD_HEADER_BYTES);
    const header = {
      type,
      offset,
      packed: stored !== raw,
      required: false,
      storedLength: stored.length,
      rawLength: raw.length,
      payloadCrc: this.#platform.crc32(stored),
    };
    writeRecordHeader(header, this.#pending, at, this.#platform.crc32);
    return offset;
  }

  /**
   * Appends what was added to the file. Once that has failed nothing is appended any more.
   * @throws what it failed with, also at every later call.
   */
  async flush(): Promise<void> {
    if (this.#failure) throw this.#failure.error;
    const length = this.#pendingLength;
    if (length === 0) return;
    try {
      await this.#file.append(this.#pending.subarray(0, length));
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
    this.#flushed += length;
    this.#pendingLength = 0;
  }

  /** Gives up what was added from an offset on, as far as it is not in the file yet. */
  dropFrom(offset: number): void {
    this.#pendingLength = Math.min(this.#pendingLength, Math.max(0, offset - this.#flushed));
  }

  #reserve(bytes: number): number {
    const at = this.#pendingLength;
    if (at + bytes > this.#pending.length) {
      const larger = new Uint8Array(Math.max(at + bytes, this.#pending.length * 2));
      larger.set(this.#pending.subarray(0, at));
      this.#pending = larger;
    }
    this.#pendingLength = at + bytes;
    return at;
  }
}
