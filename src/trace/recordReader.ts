import type { RandomAccess } from '../core/ports';
import { ByteReader } from '../core/byteReader';
import { ByteCache } from './byteCache';
import { damaged } from './damage';
import type { RecordType } from './format';
import { FIRST_RECORD, recordName } from './format';
import type { TracePlatform } from './platform';
import { ReadAhead } from './readAhead';
import { isDefect, readRecordHeader, RECORD_HEADER_BYTES } from './recordHeader';

/** Bytes read with a record's header, unless its kind says otherwise, so that most take one read. */
const READ_AHEAD = 4 << 10;

/** A record's payload, unpacked and checked. */
export interface RecordBody {
  /** Of the file's format. */
  readonly version: number;
  readonly type: RecordType;
  readonly offset: number;
  readonly payload: Uint8Array;
}

/** What a record was decoded to, and about how many bytes that takes. */
export interface Decoded<T> {
  readonly value: T;
  readonly bytes: number;
}

/** A kind of record, and how it is decoded; some need to know what the record hangs on. */
export interface RecordKind<T, C extends readonly unknown[] = []> {
  readonly types: readonly RecordType[];
  /** Bytes to read with a record's header, for those that are often longer than most. */
  readonly readAhead?: number;
  readonly decode: (body: RecordBody, file: string, ...context: C) => Decoded<T>;
}

/** Reads single records by their offsets, through one cache of what they were decoded to. */
export class RecordReader {
  readonly #ahead: ReadAhead;
  #end: number;
  readonly #cache: ByteCache<{ readonly kind: object; readonly value: unknown }>;
  readonly #inFlight = new Map<
    number,
    { readonly kind: object; readonly value: Promise<unknown> }
  >();

  /**
   * @param end offset behind the last record that may be referred to.
   * @param version of the file's format.
   * @param guestPages pages that the guest has, which bounds what a POINT may list.
   * @param cacheBytes budget for decoded records.
   */
  constructor(
    readonly source: RandomAccess,
    readonly platform: TracePlatform,
    end: number,
    readonly version: number,
    readonly guestPages: number,
    cacheBytes: number,
  ) {
    this.#cache = new ByteCache(cacheBytes);
    this.#ahead = new ReadAhead(source);
    this.#end = end;
  }

  /** Offset behind the last record that may be referred to. */
  get end(): number {
    return this.#end;
  }

  /** The file has grown. */
  growTo(end: number): void {
    // What lay behind the old end may have been half-written when it was read.
    this.#ahead.clear();
    this.#end = Math.max(this.#end, end);
  }

  /** The name of what is read, for messages. */
  get file(): string {
    return this.source.name;
  }

  /**
   * The record at an offset, decoded. What is returned is shared: nobody may change it.
   * @throws KemariError of kind `input` if there is no such record or it is damaged.
   */
  read<T, C extends readonly unknown[]>(
    offset: number,
    kind: RecordKind<T, C>,
    ...context: C
  ): Promise<T> {
    const cached = this.cached(offset, kind);
    if (cached !== undefined) return Promise.resolve(cached);
    const running = this.#inFlight.get(offset);
    if (running?.kind === kind) return running.value as Promise<T>;
    const value = this.#readAndKeep(offset, kind, context).finally(() => {
      if (this.#inFlight.get(offset)?.value === value) this.#inFlight.delete(offset);
    });
    this.#inFlight.set(offset, { kind, value });
    return value;
  }

  /** What the cache has at an offset, without waiting. */
  cached<T, C extends readonly unknown[]>(offset: number, kind: RecordKind<T, C>): T | undefined {
    const entry = this.#cache.get(offset);
    // Damage may lead to a record that was read as something else before.
    return entry?.kind === kind ? (entry.value as T) : undefined;
  }

  async #readAndKeep<T, C extends readonly unknown[]>(
    offset: number,
    kind: RecordKind<T, C>,
    context: C,
  ): Promise<T> {
    const body = await this.readBody(offset, kind.types, kind.readAhead);
    const { value, bytes } = kind.decode(body, this.file, ...context);
    this.#cache.set(offset, { kind, value }, bytes);
    return value;
  }

  /** Closes the source and gives up what is cached. */
  async close(): Promise<void> {
    this.#cache.clear();
    await this.source.close();
  }

  /** The record's payload, past the cache. It belongs to the caller. */
  async readBody(
    offset: number,
    types: readonly number[],
    readAhead = READ_AHEAD,
  ): Promise<RecordBody> {
    const what = types.map(recordName).join(' or ');
    if (offset < FIRST_RECORD || offset + RECORD_HEADER_BYTES > this.end) {
      throw damaged(this.file, offset, what, `an offset below ${this.end}`, 'none');
    }
    const first = await this.#ahead.at(offset, Math.min(readAhead, this.end - offset), this.end);
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
      stored = await this.#ahead.rest(offset + start, header.storedLength);
    }
    const unpacked = unpack(stored, header, this.file, this.platform);
    return {
      version: this.version,
      type: header.type as RecordType,
      offset,
      // What was read ahead is borrowed.
      payload: header.packed ? unpacked : unpacked.slice(),
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
