import { KemariError } from '../core/errors';
import { FIRST_RECORD, RecordType } from './format';
import {
  endOf,
  isDefect,
  readRecordHeader,
  RECORD_HEADER_BYTES,
  type RecordHeader,
} from './recordHeader';
import type { RecordReader } from './recordReader';

const WINDOW_BYTES = 1 << 20;
/** How often the point that was found may lead to damage before the search is given up. */
const MOST_SEARCHES = 64;
/** Bytes of payloads that are looked at. A damaged file may have headers that all claim the same ones. */
const MOST_CLAIMED_BYTES = 256 << 20;
/** `KREC`. */
const MAGIC = [0x4b, 0x52, 0x45, 0x43] as const;

/**
 * Looks for POINT records from the end of a file: a cut file's end is near one, however long the file
 * is. Each search goes on where the one before stopped, so that all together read the file once at most.
 */
export class PointSearch {
  readonly #records: RecordReader;
  #searches = 0;
  #claimedBytes = 0;
  /** A part of the file that was read, and where it begins. */
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(records: RecordReader) {
    this.#records = records;
  }

  /**
   * Offset of the last whole POINT record between two offsets; undefined if there is none.
   * @param end not behind the point that the search before found.
   * @throws KemariError of kind `input` if there is so much damage that looking on would take too long.
   */
  async last(floor: number, end: number): Promise<number | undefined> {
    if (++this.#searches > MOST_SEARCHES) throw this.#tooMuchDamage(end);
    const from = Math.max(floor, FIRST_RECORD);
    let top = end;
    while (top - from >= RECORD_HEADER_BYTES) {
      await this.#reach(from, top);
      const start = this.#start;
      const bytes = this.#bytes.subarray(0, top - start);
      for (const at of magicsBackIn(bytes)) {
        if (start + at < from) return undefined;
        const header = readRecordHeader(bytes, at, start + at, this.#records.platform.crc32);
        if (isDefect(header) || header.type !== RecordType.POINT || endOf(header) > end) continue;
        if (await this.#isWhole(header)) return header.offset;
      }
      if (start <= from) return undefined;
      // Windows overlap by what a header lacks of being whole in the lower one.
      top = start + RECORD_HEADER_BYTES - 1;
    }
    return undefined;
  }

  /** Reads what lies before an offset, unless some of that is here already. */
  async #reach(from: number, top: number): Promise<void> {
    const isHere =
      top - this.#start >= RECORD_HEADER_BYTES && top <= this.#start + this.#bytes.length;
    if (isHere) return;
    this.#start = Math.max(from, top - WINDOW_BYTES);
    this.#bytes = await this.#records.source.readAt(this.#start, top - this.#start);
  }

  async #isWhole({ offset, storedLength, payloadCrc }: RecordHeader): Promise<boolean> {
    this.#claimedBytes += storedLength;
    if (this.#claimedBytes > MOST_CLAIMED_BYTES) throw this.#tooMuchDamage(offset);
    const { source, platform } = this.#records;
    const at = offset + RECORD_HEADER_BYTES - this.#start;
    const isHere = at + storedLength <= this.#bytes.length;
    const stored = isHere
      ? this.#bytes.subarray(at, at + storedLength)
      : await source.readAt(offset + RECORD_HEADER_BYTES, storedLength);
    return stored.length === storedLength && platform.crc32(stored) === payloadCrc;
  }

  #tooMuchDamage(offset: number): KemariError {
    const { file } = this.#records;
    return new KemariError(
      'input',
      `${file}: there is too much damage before offset ${offset} to find the last whole sync point; ` +
        '`kemari recover` reads the whole file and saves what is before the damage',
      { file, offset },
    );
  }
}

/** Positions where a header may begin and has its whole length, descending. */
function* magicsBackIn(bytes: Uint8Array): Generator<number> {
  for (let from = bytes.length - RECORD_HEADER_BYTES; from >= 0;) {
    const at = bytes.lastIndexOf(MAGIC[0], from);
    if (at < 0) return;
    if (MAGIC.every((byte, i) => bytes[at + i] === byte)) yield at;
    from = at - 1;
  }
}
