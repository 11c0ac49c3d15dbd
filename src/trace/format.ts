/**
 * The numbers of the trace format, versions 1 and 2. docs/trace-format.md is its full description.
 *
 *   0      file header                         4096 bytes
 *   4096   superblock, slot A                  4096 bytes
 *   8192   superblock, slot B                  4096 bytes
 *   12288  records, one behind the other, to the end of the file
 *
 * All numbers are little-endian; "varint" is unsigned LEB128 below 2^53.
 */
import type { Cause, Mode, OutputKind } from '../core/syncPoint';

/** What is written. */
export const FORMAT_VERSION = 2;
/** The oldest that can be read. */
export const OLDEST_VERSION = 1;

/** `\x89KMR\r\n\x1a\n`: not text, and spoilt by anything that rewrites line ends. */
export const FILE_MAGIC = Uint8Array.of(0x89, 0x4b, 0x4d, 0x52, 0x0d, 0x0a, 0x1a, 0x0a);

export const HEADER_BYTES = 4096;
export const SUPERBLOCK_BYTES = 4096;
/** Offsets of the two superblock slots. */
export const SUPERBLOCK_SLOTS = [HEADER_BYTES, HEADER_BYTES + SUPERBLOCK_BYTES] as const;
/** Offset of the first record. */
export const FIRST_RECORD = HEADER_BYTES + 2 * SUPERBLOCK_BYTES;

/** Kinds of records, as they are numbered in the file. */
export const RecordType = {
  /** Sixteen consecutive pages of a full image. */
  BASE: 1,
  /** Page bytes of one sync point: full pages or deltas. */
  BLOCK: 2,
  /** Where a full image's BASE records are. */
  IMAGE: 3,
  /** Names of all devices and their fields. */
  SCHEMA: 4,
  /** Device state. */
  DEV: 5,
  /** Bytes of tapped outputs. */
  OUT: 6,
  /** A sync point; written last, it commits everything the point refers to. */
  POINT: 7,
  /** A slice of a SEG's or NODE's table of dirty pages. */
  PIX: 8,
  /** Metadata of up to 256 sync points, in columns. */
  SEG: 9,
  /** Sixteen neighbouring SEGs or NODEs. */
  NODE: 10,
  /** The roots of the index. */
  DIR: 11,
  /** Takes the place of a record that was damaged; its bytes mean nothing. */
  FILLER: 12,
  /** Who wrote the pages of the POINT before it first. */
  WRITERS: 13,
} as const;
export type RecordType = (typeof RecordType)[keyof typeof RecordType];

const RECORD_NAMES = new Map<number, string>(
  Object.entries(RecordType).map(([name, type]) => [type, name]),
);

/** `POINT record`: what messages call a record. */
export function recordName(type: number): string {
  const name = RECORD_NAMES.get(type);
  return name === undefined ? `record of unknown type ${type}` : `${name} record`;
}

/** Whether this version of the format knows the type. */
export function isKnownRecord(type: number): type is RecordType {
  return RECORD_NAMES.has(type);
}

/** Pages in a BASE record. */
export const BASE_PAGES = 16;
/** Most unpacked bytes in a BASE or BLOCK record. */
export const MAX_BLOCK_BYTES = 65536;
/** Most bytes in any record, packed or not. */
export const MAX_RECORD_BYTES = 2 ** 26;
/** Most bytes of outputs in one OUT record. */
export const MAX_OUT_BYTES = 2 ** 20;
/** Most outputs of one sync point. */
export const MAX_OUTPUTS = 2 ** 20;
/** Most bytes of all outputs of one sync point. */
export const MAX_POINT_OUTPUT_BYTES = 2 ** 28;
/** Most bytes of a bigint in a device's state: a register of any machine, and a key. */
export const MAX_BIGINT_BYTES = 1024;
/** Most deltas that lead from a page's version back to a full page, a BASE page or zeros. */
export const MAX_CHAIN = 16;
/** A delta with longer runs than this is not worth its chain; the page is stored in full. */
export const MAX_DELTA_BYTES = 2048;
/** Sync points in a SEG; only the last SEG of a closed trace has fewer. */
export const SEGMENT_POINTS = 256;
/** Children of a NODE. */
export const NODE_CHILDREN = 16;
/** Highest NODE level: 256 * 16^6 points are the most that a trace numbers. */
export const MAX_LEVEL = 6;
/** Highest level of a NODE that may list every point at which each page was dirty. */
export const MAX_LISTED_LEVEL = 3;
/** Most sync points in a trace. */
export const MAX_POINTS = 2 ** 32;
/** Most pages in a PIX record. */
export const PIX_PAGES = 4096;

/** Sync points below a complete subtree whose root has this level; a SEG is level 0. */
export function pointsBelow(level: number): number {
  return SEGMENT_POINTS * NODE_CHILDREN ** level;
}

/** Most unpacked bytes in a record of this type. */
export function maxRawBytes(type: number): number {
  switch (type) {
    case RecordType.BASE:
    case RecordType.BLOCK:
      return MAX_BLOCK_BYTES;
    case RecordType.OUT:
      return MAX_OUT_BYTES;
    default:
      return MAX_RECORD_BYTES;
  }
}

/** How a POINT stores a dirty page. */
export const PageKind = {
  /** Nothing but zeros. */
  ZERO: 0,
  /** The same bytes as the version before. */
  SAME: 1,
  /** What changed against an earlier version. */
  DELTA: 2,
  /** All 4096 bytes. */
  FULL: 3,
} as const;
export type PageKind = (typeof PageKind)[keyof typeof PageKind];

/** One number for each name, and back. */
class Codes<T extends string> {
  readonly #names: ReadonlyMap<number, T>;

  constructor(readonly codes: Readonly<Record<T, number>>) {
    this.#names = new Map((Object.keys(codes) as T[]).map((name) => [codes[name], name]));
  }

  code(name: T): number {
    return this.codes[name];
  }

  name(code: number): T | undefined {
    return this.#names.get(code);
  }
}

export const CAUSE_CODES = new Codes<Cause>({
  'net-tx': 1,
  'disk-write': 2,
  'disk-flush': 3,
  'serial-tx': 4,
  irqchip: 5,
  timer: 6,
  periodic: 7,
  manual: 8,
});

export const OUTPUT_CODES = new Codes<OutputKind>({
  'net-tx': 1,
  'disk-write': 2,
  'disk-flush': 3,
  'serial-tx': 4,
});

export const MODE_CODES = new Codes<Mode>({ 'stop-and-copy': 1, pipelined: 2, periodic: 3 });
