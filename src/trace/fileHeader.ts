/**
 *   0     8   magic
 *   8     2   format version
 *   10    2   zero
 *   12    4   features that a reader must know, one bit each; there are none yet
 *   16    16  UUID
 *   32    8   start of the recording, milliseconds since 1970
 *   40    4   page size: 4096
 *   44    1   mode
 *   45    3   zero
 *   48        strings (varint length, UTF-8): writer, machine, workload
 *             varint regions; for each: string name, varint first page (GFN), varint pages
 *             zeros
 *   4092  4   CRC-32 of bytes 0..4091
 *
 * Magic, version, features and writer keep their places in all versions, so that a reader can say
 * what it cannot read.
 */
import { ByteReader } from '../core/byteReader';
import { ByteWriter } from '../core/byteWriter';
import { KemariError } from '../core/errors';
import { addressOf, asGfn, gfnOf, PAGE_SIZE } from '../core/gfn';
import { PageSpace, type MemoryRegion } from '../core/guestMemory';
import type { Crc32 } from '../core/ports';
import { damaged } from './damage';
import { signatureOf } from './fileSignature';
import { FILE_MAGIC, FORMAT_VERSION, HEADER_BYTES, MODE_CODES, OLDEST_VERSION } from './format';
import type { TraceHeader } from './trace';

const VERSION_AT = 8;
const STRINGS_AT = 48;
const CRC_AT = HEADER_BYTES - 4;
const MAX_REGIONS = 64;
const MAX_NAME_BYTES = 1000;
/** A trace names pages by 32-bit GFNs. */
const MAX_PAGES = 2 ** 32;

/** The header's 4096 bytes. @throws RangeError if its names and regions do not fit. */
export function encodeFileHeader(header: TraceHeader, crc32: Crc32): Uint8Array {
  const out = new ByteWriter(HEADER_BYTES);
  out.bytes(FILE_MAGIC);
  out.u16(header.version);
  out.u16(0);
  out.u32(0);
  out.bytes(uuidBytes(header.uuid));
  out.u64(Math.round(header.startedAtMs));
  out.u32(PAGE_SIZE);
  out.u8(MODE_CODES.code(header.mode));
  out.bytes(new Uint8Array(3));
  for (const text of [header.writer, header.machine, header.workload]) out.string(text);
  out.varint(header.pages.regions.length);
  for (const region of header.pages.regions) {
    const first = gfnOf(region.start);
    if (first + region.bytes / PAGE_SIZE > MAX_PAGES) {
      throw new RangeError(`memory region "${region.name}" ends above 16 TiB`);
    }
    out.string(region.name);
    out.varint(first);
    out.varint(region.bytes / PAGE_SIZE);
  }
  if (out.length > CRC_AT) {
    throw new RangeError(`a trace's header has ${CRC_AT} bytes, not ${out.length}`);
  }
  const bytes = new Uint8Array(HEADER_BYTES);
  bytes.set(out.view());
  new DataView(bytes.buffer).setUint32(CRC_AT, crc32(bytes.subarray(0, CRC_AT)), true);
  return bytes;
}

/**
 * Reads the header from the first bytes of a file.
 * @param bytes as many as there are, up to {@link HEADER_BYTES}.
 * @throws KemariError of kind `input` if this is no trace, is damaged, or is newer than this reader.
 */
export function decodeFileHeader(bytes: Uint8Array, file: string, crc32: Crc32): TraceHeader {
  if (bytes.length === 0) {
    throw notATrace(file, 'the file is empty');
  }
  if (!FILE_MAGIC.every((byte, at) => bytes[at] === byte)) {
    throw notATrace(file, `it begins with ${signatureOf(bytes)}`);
  }
  if (bytes.length < HEADER_BYTES) {
    throw damaged(
      file,
      0,
      'file header',
      `${HEADER_BYTES} bytes`,
      `${bytes.length}; the file is cut`,
    );
  }
  const reader = new ByteReader(bytes.subarray(0, CRC_AT), {
    file,
    record: 'file header',
    offset: 0,
  });
  reader.bytes(VERSION_AT, 'magic');
  const version = reader.u16('format version');
  reader.u16('padding');
  const features = reader.u32('features');
  if (version > FORMAT_VERSION || features !== 0) {
    const what = version > FORMAT_VERSION ? `version ${version}` : `features ${features}`;
    throw new KemariError(
      'input',
      `${file}: this trace has format ${what}${writerOf(bytes)}; this Kemari reads versions ` +
        `${OLDEST_VERSION} to ${FORMAT_VERSION}. Open it with a newer Kemari`,
      { file, offset: VERSION_AT },
    );
  }
  const crc = new DataView(bytes.buffer, bytes.byteOffset).getUint32(CRC_AT, true);
  if (crc !== crc32(bytes.subarray(0, CRC_AT))) {
    throw damaged(file, 0, 'file header', 'a matching checksum', 'another; the file is damaged');
  }
  if (version < OLDEST_VERSION) {
    throw damaged(
      file,
      VERSION_AT,
      'file header',
      `format version ${OLDEST_VERSION} to ${FORMAT_VERSION}`,
      `${version}`,
    );
  }
  const uuid = uuidText(reader.bytes(16, 'UUID'));
  const startedAtMs = reader.u64('start time');
  const pageSize = reader.u32('page size');
  if (pageSize !== PAGE_SIZE) {
    throw damaged(file, 40, 'file header', `pages of ${PAGE_SIZE} bytes`, `${pageSize}`);
  }
  const mode = MODE_CODES.name(reader.u8('mode'));
  if (mode === undefined) throw reader.unexpected('a mode', 'another number');
  reader.bytes(3, 'padding');
  const writer = reader.string('writer', MAX_NAME_BYTES);
  const machine = reader.string('machine', MAX_NAME_BYTES);
  const workload = reader.string('workload', MAX_NAME_BYTES);
  const pages = readRegions(reader);
  return { version, writer, uuid, pages, machine, workload, mode, startedAtMs };
}

function readRegions(reader: ByteReader): PageSpace {
  const count = reader.count('number of memory regions', 3);
  if (count === 0 || count > MAX_REGIONS) {
    throw reader.unexpected(`1 to ${MAX_REGIONS} memory regions`, `${count}`);
  }
  const regions: MemoryRegion[] = [];
  for (let i = 0; i < count; i++) {
    const name = reader.string('name of a memory region', MAX_NAME_BYTES);
    const first = reader.varint('first page');
    const pages = reader.varint('pages');
    if (first + pages > MAX_PAGES) {
      throw reader.unexpected('a memory region below 16 TiB', `one of ${pages} pages at ${first}`);
    }
    regions.push({ name, start: addressOf(asGfn(first)), bytes: pages * PAGE_SIZE });
  }
  try {
    return new PageSpace(regions);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw reader.unexpected('memory regions that do not overlap', error.message);
  }
}

function notATrace(file: string, because: string): KemariError {
  return new KemariError(
    'input',
    `${file} is not a Kemari trace: ${because}. Traces are made by "kemari record"`,
    { file, offset: 0 },
  );
}

/** ` written by X` if a newer header still has the writer in its place. */
function writerOf(bytes: Uint8Array): string {
  try {
    const reader = new ByteReader(bytes.subarray(STRINGS_AT), {
      file: '',
      record: '',
      offset: STRINGS_AT,
    });
    return ` and was written by ${reader.string('writer', MAX_NAME_BYTES)}`;
  } catch {
    return '';
  }
}

function uuidBytes(uuid: string): Uint8Array {
  const hex = uuid.replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/i.test(hex)) throw new RangeError(`"${uuid}" is not a UUID`);
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function uuidText(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
