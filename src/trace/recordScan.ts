import type { Crc32, RandomAccess } from '../core/ports';
import { recordName } from './format';
import {
  endOf,
  isDefect,
  readRecordHeader,
  RECORD_HEADER_BYTES,
  type RecordHeader,
} from './recordHeader';

const WINDOW_BYTES = 1 << 20;
/** `KREC`. */
const MAGIC = [0x4b, 0x52, 0x45, 0x43] as const;

/** What a scan met. */
export type Scanned =
  /** A whole record; its stored payload has the right checksum and is borrowed until the next. */
  | { readonly kind: 'record'; readonly header: RecordHeader; readonly stored: Uint8Array }
  /** Something else, up to where the scan goes on. */
  | {
      readonly kind: 'damage';
      readonly offset: number;
      readonly what: string;
      readonly to: number;
      /** Of the record, where its header is whole. */
      readonly type?: number;
    };

/** Reads a file in large pieces from one end to the other. */
class Window {
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(
    private readonly source: RandomAccess,
    private readonly end: number,
  ) {}

  /** The bytes there; fewer only if the file is shorter than it said. */
  async at(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.#start || offset + length > this.#start + this.#bytes.length) {
      const wanted = Math.min(Math.max(length, WINDOW_BYTES), this.end - offset);
      this.#bytes = await this.source.readAt(offset, wanted);
      this.#start = offset;
    }
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
  }
}

/** Reads the records between two offsets one after the other; goes on behind what is damaged. */
export async function* scanRecords(
  source: RandomAccess,
  crc32: Crc32,
  from: number,
  end: number,
): AsyncGenerator<Scanned, void, void> {
  const window = new Window(source, end);
  let offset = from;
  while (offset < end) {
    const bytes = await window.at(offset, Math.min(RECORD_HEADER_BYTES, end - offset));
    if (bytes.length < RECORD_HEADER_BYTES) {
      const what = `${bytes.length} bytes at the end are no whole record; the file is cut`;
      yield { kind: 'damage', offset, what, to: end };
      return;
    }
    const header = readRecordHeader(bytes, 0, offset, crc32);
    if (isDefect(header)) {
      const to = (await nextHeader(window, crc32, offset + 1, end)) ?? end;
      const what = `expected ${header.expected}, found ${header.found}`;
      yield { kind: 'damage', offset, what, to };
      offset = to;
      continue;
    }
    const next = endOf(header);
    const name = recordName(header.type);
    if (next > end) {
      const what = `${name} ends at ${next}, behind the end of the file; the file is cut`;
      yield { kind: 'damage', offset, what, to: end, type: header.type };
      return;
    }
    const stored = await window.at(offset + RECORD_HEADER_BYTES, header.storedLength);
    if (stored.length < header.storedLength || crc32(stored) !== header.payloadCrc) {
      const what = `${name}: the payload's checksum is wrong`;
      yield { kind: 'damage', offset, what, to: next, type: header.type };
    } else yield { kind: 'record', header, stored };
    offset = next;
  }
}

/** Offset of the first whole header at or behind `from`. */
async function nextHeader(
  window: Window,
  crc32: Crc32,
  from: number,
  end: number,
): Promise<number | undefined> {
  let offset = from;
  while (offset + RECORD_HEADER_BYTES <= end) {
    const bytes = await window.at(offset, Math.min(WINDOW_BYTES, end - offset));
    for (const at of magicsIn(bytes)) {
      if (!isDefect(readRecordHeader(bytes, at, offset + at, crc32))) return offset + at;
    }
    if (bytes.length < RECORD_HEADER_BYTES) return undefined;
    offset += bytes.length - RECORD_HEADER_BYTES + 1;
  }
  return undefined;
}

/** Positions where a header may begin and has its whole length, ascending. */
function* magicsIn(bytes: Uint8Array): Generator<number> {
  const last = bytes.length - RECORD_HEADER_BYTES;
  for (
    let at = bytes.indexOf(MAGIC[0]);
    at >= 0 && at <= last;
    at = bytes.indexOf(MAGIC[0], at + 1)
  ) {
    if (MAGIC.every((byte, i) => bytes[at + i] === byte)) yield at;
  }
}
