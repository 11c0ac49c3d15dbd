import type { RandomAccess } from '../core/ports';
import { ByteReader } from '../core/byteReader';
import { ByteCache } from './byteCache';
import { damaged } from './damage';
import { FIRST_RECORD, recordName, type RecordType } from './format';
import type { TracePlatform } from './platform';
import { isDefect, readRecordHeader, RECORD_HEADER_BYTES } from './recordHeader';

/** Bytes read with a record's header, so that a small record takes one read. */
const READ_AHEAD = 8192;

/** A record's payload, unpacked and checked. */
export interface RecordBody {
  readonly type: RecordType;
  readonly offset: number;
  readonly payload: Uint8Array;
}

/** What a record was decoded to, and about how many bytes that takes. */
export interface Decoded<T> {
  readonly value: T;
  readonly bytes: number;
}

/** Reads single records by their offsets, through one cache of what they were decoded to. */
export class RecordReader {
  readonly #cache: ByteCache<unknown>;
  readonly #inFlight = new Map<number, Promise<unknown>>();

  /**
   * @param end offset behind the last record that may be referred to.
   * @param cacheBytes budget for decoded records.
   */
  constructor(
    readonly source: RandomAccess,
    readonly platform: TracePlatform,
    readonly end: number,
    cacheBytes: number,
  ) {
    this.#cache = new ByteCache(cacheBytes);
  }

  /** The name of what is read, for messages. */
  get file(): string {
    return this.source.name;
  }

  /**
   * The record at an offset, decoded. What is returned is shared: nobody may change it.
   * A record has one decoder, the same in every call for its type.
   * @throws KemariError of kind `input` if there is no such record or it is damaged.
   */
  read<T>(
    offset: number,
    type: RecordType | readonly RecordType[],
    decode: (body: RecordBody) => Decoded<T>,
  ): Promise<T> {
    const cached = this.cached<T>(offset);
    if (cached !== undefined) return Promise.resolve(cached);
    const running = this.#inFlight.get(offset);
    if (running !== undefined) return running as Promise<T>;
    const started = this.readBody(offset, type)
      .then((body) => {
        const { value, bytes } = decode(body);
        this.#cache.set(offset, value, bytes);
        return value;
      })
      .finally(() => this.#inFlight.delete(offset));
    this.#inFlight.set(offset, started);
    return started;
  }

  /** What the cache has at an offset, without waiting. */
  cached<T>(offset: number): T | undefined {
    return this.#cache.get(offset) as T | undefined;
  }

  /** Closes the source and gives up what is cached. */
  async close(): Promise<void> {
    this.#cache.clear();
    await this.source.close();
  }

  /** The record's payload, past the cache. It belongs to the caller. */
  async readBody(offset: number, type: RecordType | readonly RecordType[]): Promise<RecordBody> {
    const types: readonly number[] = typeof type === 'number' ? [type] : type;
    const what = types.map(recordName).join(' or ');
    if (offset < FIRST_RECORD || offset + RECORD_HEADER_BYTES > this.end) {
      throw damaged(this.file, offset, what, `an offset below ${this.end}`, 'none');
    }
    const ahead = Math.min(READ_AHEAD, this.end - offset);
    const first = await this.source.readAt(offset, ahead);
    if (first.length < RECORD_HEADER_BYTES) {
      throw damaged(this.file, offset, what, 'a record header', 'the end of the file');
    }
    const header = readRecordHeader(first, 0, offset, this.platform.crc32);
    if (isDefect(header)) throw damaged(this.file, offset, what, header.expected, header.found);
    if (!types.includes(header.type)) {
      throw damaged(this.file, offset, what, `a ${what}`, `a ${recordName(header.type)}`);
    }
    const start = RECORD_HEADER_BYTES;
    let stored = first.subarray(start, start + header.storedLength);
    if (stored.length < header.storedLength) {
      if (offset + start + header.storedLength > this.end) {
        throw damaged(this.file, offset, what, `its end below ${this.end}`, 'more bytes');
      }
      stored = await this.source.readAt(offset + start, header.storedLength);
    }
    return {
      type: header.type as RecordType,
      offset,
      payload: unpack(stored, header, this.file, this.platform),
    };
  }
}

/**
 * Checks a stored payload against its header and unpacks it.
 * @throws KemariError of kind `input` if it is short, damaged, or of another length than stated.
 */
export function unpack(
  stored: Uint8Array,
  header: {
    readonly type: number;
    readonly offset: number;
    readonly packed: boolean;
    readonly storedLength: number;
    readonly rawLength: number;
    readonly payloadCrc: number;
  },
  file: string,
  platform: TracePlatform,
): Uint8Array {
  const { type, offset, storedLength, rawLength } = header;
  const what = recordName(type);
  if (stored.length < storedLength) {
    throw damaged(file, offset, what, `${storedLength} bytes of payload`, `${stored.length}`);
  }
  if (platform.crc32(stored) !== header.payloadCrc) {
    throw damaged(file, offset, what, 'a payload with a matching checksum', 'another checksum');
  }
  if (!header.packed) return stored;
  try {
    return platform.compressor.decompress(stored, rawLength);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw damaged(file, offset, what, `a zstd frame of ${rawLength} bytes`, found);
  }
}

/** A reader over a record's payload, whose messages name the record. */
export function readerOf(body: RecordBody, file: string): ByteReader {
  return new ByteReader(body.payload, {
    file,
    record: `${recordName(body.type)} from ${body.offset}, payload`,
    offset: body.offset + RECORD_HEADER_BYTES,
  });
}
