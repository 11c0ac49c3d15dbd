import type { RandomAccess } from '../core/ports';
import { ByteReader } from '../core/byteReader';
import { ByteCache } from './byteCache';
import { damaged } from './damage';
import type { RecordType } from './format';
import { FIRST_RECORD, recordName } from './format';
import type { TracePlatform } from './platform';
import { ReadAhead } from './readAhead';
import { ReadNow } from './readNow';
import {
  endOf,
  isDefect,
  readRecordHeader,
  RECORD_HEADER_BYTES,
  type HeaderDefect,
  type RecordHeader,
} from './recordHeader';

/** Bytes read with a record's header, unless its kind says otherwise, so that most take one read. */
const READ_AHEAD = 4 << 10;

/** A record's payload, unpacked and checked. */
export interface RecordBody {
  /** Of the file's format. */
  readonly version: number;
  readonly type: RecordType;
  readonly offset: number;
  /** Borrowed: who keeps a part of it copies that. */
  readonly payload: Uint8Array;
}

/** What a record was decoded to, and about how many bytes that takes. */
export interface Decoded<T> {
  readonly value: T;
  readonly bytes: number;
}

/** A kind of record, and how it is read. */
interface KindOfRecord {
  readonly types: readonly RecordType[];
  /** Bytes to read with a record's header, for those that are often longer than most. */
  readonly readAhead?: number;
}

/** A kind of record, and how it is decoded; some need to know what the record hangs on. */
export interface RecordKind<T, C extends readonly unknown[] = []> extends KindOfRecord {
  readonly decode: (body: RecordBody, file: string, ...context: C) => Decoded<T>;
}

/** Reads single records by their offsets, through one cache of what they were decoded to. */
export class RecordReader {
  readonly #now: ReadNow;
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
    this.#now = new ReadNow(source);
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
    this.#now.clear();
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
  async read<T, C extends readonly unknown[]>(
    offset: number,
    kind: RecordKind<T, C>,
    ...context: C
  ): Promise<T> {
    const cached = this.cached(offset, kind);
    if (cached !== undefined) return cached;
    const running = this.#inFlight.get(offset);
    if (running?.kind === kind) return running.value as Promise<T>;
    const now = this.#bodyNow(offset, kind);
    if (now !== undefined) return this.#keep(now, kind, context);
    const value = this.#readLater(offset, kind, context).finally(() => {
      if (this.#inFlight.get(offset)?.value === value) this.#inFlight.delete(offset);
    });
    this.#inFlight.set(offset, { kind, value });
    return value;
  }

  /** Reads the same records through a cache of its own; not to be closed, and only until the file grows. */
  withCache(cacheBytes: number): RecordReader {
    const { source, platform, end, version, guestPages } = this;
    return new RecordReader(source, platform, end, version, guestPages, cacheBytes);
  }

  /**
   * Offset of the record behind one, if a whole one of this type is there.
   * @throws KemariError of kind `input` if there is no record at the offset.
   */
  async behind(offset: number, type: RecordType): Promise<number | undefined> {
    const header = await this.#headerAt(offset);
    if (isDefect(header)) {
      throw damaged(this.file, offset, 'record header', header.expected, header.found);
    }
    const next = endOf(header);
    const found = await this.#headerAt(next);
    const isThere = !isDefect(found) && found.type === type && endOf(found) <= this.end;
    return isThere ? next : undefined;
  }

  /** What the cache has at an offset, without waiting. */
  cached<T, C extends readonly unknown[]>(offset: number, kind: RecordKind<T, C>): T | undefined {
    const entry = this.#cache.get(offset);
    // Damage may lead to a record that was read as something else before.
    return entry?.kind === kind ? (entry.value as T) : undefined;
  }

  /** Closes the source and gives up what is cached. */
  async close(): Promise<void> {
    this.#cache.clear();
    await this.source.close();
  }

  async #headerAt(offset: number): Promise<RecordHeader | HeaderDefect> {
    const bytes = await this.source.readAt(offset, RECORD_HEADER_BYTES);
    return bytes.length < RECORD_HEADER_BYTES
      ? { expected: 'a record header', found: 'the end of the file' }
      : readRecordHeader(bytes, 0, offset, this.platform.crc32);
  }

  async #readLater<T, C extends readonly unknown[]>(
    offset: number,
    kind: RecordKind<T, C>,
    context: C,
  ): Promise<T> {
    const first = await this.#ahead.at(offset, this.#firstBytes(offset, kind), this.end);
    const header = this.#headerOf(first, offset, kind.types);
    const start = RECORD_HEADER_BYTES;
    let stored = first.subarray(start, start + header.storedLength);
    if (stored.length < header.storedLength) {
      stored = await this.#ahead.rest(offset + start, header.storedLength);
    }
    return this.#keep(this.#bodyOf(header, stored), kind, context);
  }

  /** @returns undefined if the record has to be waited for. */
  #bodyNow(offset: number, kind: KindOfRecord): RecordBody | undefined {
    this.#checkOffset(offset, kind.types);
    const first = this.#now.at(offset, this.#firstBytes(offset, kind), this.end);
    if (first === undefined) return undefined;
    const header = this.#headerOf(first, offset, kind.types);
    const length = RECORD_HEADER_BYTES + header.storedLength;
    const record = length <= first.length ? first : this.#now.at(offset, length, this.end);
    return record && this.#bodyOf(header, record.subarray(RECORD_HEADER_BYTES, length));
  }

  /** @param body lasts until another record is read. */
  #keep<T, C extends readonly unknown[]>(body: RecordBody, kind: RecordKind<T, C>, context: C): T {
    const { value, bytes } = kind.decode(body, this.file, ...context);
    this.#cache.set(body.offset, { kind, value }, bytes);
    return value;
  }

  #checkOffset(offset: number, types: readonly RecordType[]): void {
    if (offset >= FIRST_RECORD && offset + RECORD_HEADER_BYTES <= this.end) return;
    throw damaged(this.file, offset, namesOf(types), `an offset below ${this.end}`, 'none');
  }

  /** Bytes to read before the record's length is known. */
  #firstBytes(offset: number, { readAhead = READ_AHEAD }: KindOfRecord): number {
    return Math.min(readAhead, this.end - offset);
  }

  #headerOf(first: Uint8Array, offset: number, types: readonly RecordType[]): RecordHeader {
    const what = namesOf(types);
    if (first.length < RECORD_HEADER_BYTES) {
      throw damaged(this.file, offset, what, 'a record header', 'the end of the file');
    }
    const header = readRecordHeader(first, 0, offset, this.platform.crc32);
    if (isDefect(header)) throw damaged(this.file, offset, what, header.expected, header.found);
    if (!types.some((type) => type === header.type)) {
      throw damaged(this.file, offset, what, `a ${what}`, `a ${recordName(header.type)}`);
    }
    if (endOf(header) > this.end) {
      throw damaged(this.file, offset, what, `its end below ${this.end}`, 'more bytes');
    }
    return header;
  }

  #bodyOf(header: RecordHeader, stored: Uint8Array): RecordBody {
    return {
      version: this.version,
      type: header.type as RecordType,
      offset: header.offset,
      payload: unpack(stored, header, this.file, this.platform),
    };
  }
}

function namesOf(types: readonly RecordType[]): string {
  return types.map(recordName).join(' or ');
}

/**
 * Checks a stored payload against its header and unpacks it. The result is borrowed: it may be the stored
 * bytes themselves, or the compressor's.
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
