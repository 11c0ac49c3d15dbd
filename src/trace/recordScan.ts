import { ReadError } from '../core/errors';
import type { Crc32, RandomAccess } from '../core/ports';
import { recordName } from './format';
import {
  endOf,
  isDefect,
  readRecordHeader,
  RECORD_HEADER_BYTES,
  type RecordHeader,
} from './recordHeader';
import { nextSector, ScanWindow, SECTOR_BYTES } from './scanWindow';

/** Sectors that cannot be read, one behind the other, after which each step is twice as long... */
const SINGLE_SECTORS = 64;
/** ...up to so many times: 1 MiB. */
const MOST_DOUBLED = 8;
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
      /** Set where it is no damage in what was read, but that it cannot be read. */
      readonly unread?: ReadError;
    };

/** Reads the records between two offsets one after the other; goes on behind what is damaged. */
export async function* scanRecords(
  source: RandomAccess,
  crc32: Crc32,
  from: number,
  end: number,
): AsyncGenerator<Scanned, void, void> {
  const window = new ScanWindow(source, end);
  let offset = from;
  while (offset < end) {
    const bytes = await readable(window.at(offset, Math.min(RECORD_HEADER_BYTES, end - offset)));
    if (bytes instanceof ReadError) {
      const to = (await nextHeader(window, crc32, nextSector(offset), end)) ?? end;
      yield { kind: 'damage', offset, what: 'bytes that cannot be read', to, unread: bytes };
      offset = to;
      continue;
    }
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
    const { type } = header;
    const name = recordName(type);
    if (next > end) {
      const what = `${name} ends at ${next}, behind the end of the file; the file is cut`;
      yield { kind: 'damage', offset, what, to: end, type };
      return;
    }
    const payload = window.at(offset + RECORD_HEADER_BYTES, header.storedLength);
    const stored = await readable(payload);
    if (stored instanceof ReadError) {
      const what = `${name}: the payload cannot be read`;
      yield { kind: 'damage', offset, what, to: next, type, unread: stored };
    } else if (stored.length < header.storedLength || crc32(stored) !== header.payloadCrc) {
      const what = `${name}: the payload's checksum is wrong`;
      yield { kind: 'damage', offset, what, to: next, type };
    } else yield { kind: 'record', header, stored };
    offset = next;
  }
}

/** Bytes, or why a disk does not give them. */
async function readable(bytes: Promise<Uint8Array>): Promise<Uint8Array | ReadError> {
  try {
    return await bytes;
  } catch (error) {
    if (error instanceof ReadError) return error;
    throw error;
  }
}

/** Offset of the first whole header at or behind `from` that can be read. */
async function nextHeader(
  window: ScanWindow,
  crc32: Crc32,
  from: number,
  end: number,
): Promise<number | undefined> {
  let offset = from;
  let unread = 0;
  while (offset + RECORD_HEADER_BYTES <= end) {
    const bytes = await readable(window.from(offset, RECORD_HEADER_BYTES));
    if (bytes instanceof ReadError) {
      // Where much cannot be read, to try every sector would take hours.
      const step = 2 ** Math.min(MOST_DOUBLED, Math.max(0, unread++ - SINGLE_SECTORS));
      offset = nextSector(offset + (step - 1) * SECTOR_BYTES);
      continue;
    }
    unread = 0;
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
