/**
 * A second reader of traces, written from docs/trace-format.md alone: it shares no code with src/, reads
 * the whole file into memory, looks at every record, and uses no index. Too slow for use, and too plain
 * to be wrong in the same way as the other.
 */
import { decompress } from 'fzstd';

/** A leaf of device state. */
export type NaiveLeaf = null | boolean | number | bigint | string | Uint8Array;

/** A sync point as its POINT says. Times are nanoseconds. */
export interface NaivePoint {
  readonly number: number;
  /** Of its POINT record. */
  readonly offset: number;
  readonly startNs: number;
  readonly timeNs: number;
  readonly cause: string;
  readonly sentBytes: number;
  readonly phasesNs: readonly number[];
  readonly outputs: readonly {
    readonly kind: string;
    readonly bytes: number;
    readonly diskOffset: number | undefined;
  }[];
  readonly outOffsets: readonly number[];
  readonly devOffset: number;
  readonly schemaOffset: number;
  readonly imageOffset: number;
  readonly changedDevices: readonly number[];
  readonly pages: readonly NaivePage[];
}

/** A dirty page; without a place it is all zero. */
export interface NaivePage {
  readonly gfn: number;
  readonly place: Place | undefined;
}

interface Place {
  readonly offset: number;
  readonly number: number;
}

interface Device {
  readonly name: string;
  readonly paths: readonly string[];
}

interface NaiveRecord {
  readonly type: number;
  readonly payload: Uint8Array;
}

/** By their numbers. */
export const CAUSES = [
  ...['', 'net-tx', 'disk-write', 'disk-flush', 'serial-tx'],
  ...['irqchip', 'timer', 'periodic', 'manual'],
];

const CRC_TABLE = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff];
  return ~crc >>> 0;
}

/** Takes the fields of a payload one after the other. */
export class Fields {
  at = 0;

  constructor(
    readonly bytes: Uint8Array,
    /** Offset of the record, from which distances count. */
    readonly own = 0,
  ) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    return this.bytes[this.at++];
  }

  u16(): number {
    return this.u8() + this.u8() * 256;
  }

  u32(): number {
    return this.u16() + this.u16() * 65536;
  }

  u64(): number {
    return this.u32() + this.u32() * 2 ** 32;
  }

  f64(): number {
    return new DataView(this.take(8).slice().buffer).getFloat64(0, true);
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.u8();
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }

  signed(): number {
    const code = this.varint();
    return code % 2 === 0 ? code / 2 : -(code + 1) / 2;
  }

  take(length: number): Uint8Array {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  string(): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.take(this.varint()));
  }

  distance(): number {
    const distance = this.varint();
    return distance === 0 ? 0 : this.own - distance;
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.varint() }, read);
  }

  gaps(): number[] {
    let next = 0;
    return this.list(() => {
      const value = next + this.varint();
      next = value + 1;
      return value;
    });
  }
}

/** A trace, read from end to end when it is made. */
export class NaiveTrace {
  readonly version: number;
  readonly uuid: string;
  readonly startedAtMs: number;
  readonly mode: string;
  readonly writer: string;
  readonly machine: string;
  readonly workload: string;
  readonly regions: readonly {
    readonly name: string;
    readonly gfn: number;
    readonly pages: number;
  }[];
  readonly points: readonly NaivePoint[];
  readonly #records = new Map<number, NaiveRecord>();

  constructor(bytes: Uint8Array) {
    // No Buffer, whose slice() does not copy.
    const file = Uint8Array.from(bytes);
    const header = new Fields(file.subarray(0, 4096));
    const magic = header.take(8);
    if (String.fromCharCode(...magic.subarray(1, 4)) !== 'KMR') throw new Error('no trace');
    this.version = header.u16();
    if (this.version > 2) throw new Error(`version ${this.version}`);
    header.take(2);
    if (header.u32() !== 0) throw new Error('unknown features');
    const uuid = Buffer.from(header.take(16)).toString('hex');
    this.uuid = uuid.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    this.startedAtMs = header.u64();
    if (header.u32() !== 4096) throw new Error('other pages');
    this.mode = ['', 'stop-and-copy', 'pipelined', 'periodic'][header.u8()];
    header.take(3);
    this.writer = header.string();
    this.machine = header.string();
    this.workload = header.string();
    this.regions = header.list(() => ({
      name: header.string(),
      gfn: header.varint(),
      pages: header.varint(),
    }));
    if (crc32(file.subarray(0, 4092)) !== new Fields(file.subarray(4092)).u32()) {
      throw new Error('damaged header');
    }
    this.points = this.#readRecords(file);
  }

  /** Every page of the guest, in order of page index. */
  gfns(): number[] {
    return [...this.regions]
      .sort((a, b) => a.gfn - b.gfn)
      .flatMap(({ gfn, pages }) => Array.from({ length: pages }, (_, page) => gfn + page));
  }

  /** The bytes of a page as of a sync point. */
  page(gfn: number, at: number): Uint8Array {
    for (let point = at; point > 0; point--) {
      const page = this.points[point].pages.find((each) => each.gfn === gfn);
      if (page !== undefined) return this.#bytesAt(page.place);
    }
    return this.#bytesAt(this.image(0)[this.gfns().indexOf(gfn)]);
  }

  /** Sync points at which a page was dirty. */
  history(gfn: number): number[] {
    return this.points
      .filter(({ pages }) => pages.some((page) => page.gfn === gfn))
      .map(({ number }) => number);
  }

  /** The whole memory, as the image of a sync point has it. */
  memoryOfImage(point: number): Uint8Array {
    return Buffer.concat(this.image(point).map((place) => this.#bytesAt(place)));
  }

  /** Where the image of a sync point has each page, by page index. */
  image(point: number): (Place | undefined)[] {
    const offset = this.points[point].imageOffset;
    const fields = new Fields(this.record(offset, 3), offset);
    const places: (Place | undefined)[] = [];
    const run = (at: number, number: number, pages: number): void => {
      for (let i = 0; i < pages; i++) {
        places.push(at === 0 ? undefined : { offset: at, number: number + i * 8192 });
      }
    };
    let before = 0;
    if (this.version === 1) {
      const pages = this.gfns().length;
      fields.list(() => {
        const gap = fields.varint();
        before += gap;
        run(gap === 0 ? 0 : before, 0, Math.min(16, pages - places.length));
      });
    } else {
      fields.list(() => {
        const pages = fields.varint();
        before += fields.signed();
        run(before, fields.varint(), pages);
      });
    }
    return places;
  }

  /** The bytes of each output of a sync point. */
  outputs(point: number): Uint8Array[] {
    const { outputs, outOffsets } = this.points[point];
    const all = new Fields(Buffer.concat(outOffsets.map((offset) => this.record(offset, 6))));
    return outputs.map(({ bytes }) => all.take(bytes));
  }

  /** Every leaf of every device as of a sync point, as `device/path`. */
  devices(point: number): Map<string, NaiveLeaf> {
    const { devOffset } = this.points[point];
    const names = this.schema(this.points[point].schemaOffset).flatMap(({ name, paths }) =>
      paths.map((path) => `${name}/${path}`),
    );
    const leaves = this.#leaves(devOffset, names.length);
    return new Map(names.map((name, i) => [name, leaves[i]]));
  }

  /** Devices and their fields. */
  schema(offset: number): Device[] {
    const fields = new Fields(this.record(offset, 4));
    return fields.list(() => ({
      name: fields.string(),
      paths: fields.list(() => fields.string()),
    }));
  }

  /** The payload of a record of one of these types. */
  record(offset: number, ...types: number[]): Uint8Array {
    const record = this.#records.get(offset);
    if (record === undefined || !types.includes(record.type)) {
      throw new Error(`no record of type ${types.join(' or ')} at ${offset}`);
    }
    return record.payload;
  }

  /** Offsets of the records of a type. */
  offsetsOf(type: number): number[] {
    return [...this.#records].filter(([, record]) => record.type === type).map(([at]) => at);
  }

  #readRecords(file: Uint8Array): NaivePoint[] {
    const points: NaivePoint[] = [];
    for (let offset = 12288; offset + 32 <= file.length;) {
      const header = new Fields(file.subarray(offset, offset + 32));
      if (String.fromCharCode(...header.take(4)) !== 'KREC') break;
      const type = header.u8();
      const flags = header.u8();
      header.take(2);
      const stored = header.u32();
      const raw = header.u32();
      if (header.u64() !== offset) break;
      const crc = header.u32();
      if (header.u32() !== crc32(file.subarray(offset, offset + 28))) break;
      const payload = file.subarray(offset + 32, offset + 32 + stored);
      if (payload.length < stored || crc32(payload) !== crc) break;
      const known = type >= 1 && type <= 12;
      if (!known && (flags & 2) !== 0) throw new Error(`record ${type} must be understood`);
      const unpacked = (flags & 1) === 0 ? payload : decompress(payload, new Uint8Array(raw));
      if (unpacked.length !== raw) throw new Error('another length');
      if (known) this.#records.set(offset, { type, payload: unpacked });
      if (type === 7) points.push(this.#point(unpacked, offset));
      offset += 32 + stored;
    }
    return points;
  }

  #point(payload: Uint8Array, own: number): NaivePoint {
    const fields = new Fields(payload, own);
    const number = fields.varint();
    fields.distance();
    fields.distance();
    const devOffset = fields.distance();
    const schemaOffset = fields.distance();
    const imageOffset = fields.distance();
    const startNs = fields.varint();
    const timeNs = fields.varint();
    const cause = CAUSES[fields.u8()];
    const sentBytes = fields.varint();
    const phasesNs = Array.from({ length: 7 }, () => fields.varint());
    const outputs = fields.list(() => {
      const kind = CAUSES[fields.u8()];
      const bytes = fields.varint();
      const disk = fields.varint();
      return { kind, bytes, diskOffset: disk === 0 ? undefined : disk - 1 };
    });
    const outOffsets = fields.list(() => fields.distance());
    const changedDevices = fields.gaps();
    const blocks = fields.list(() => {
      const offset = fields.distance();
      const pages = fields.varint();
      return { offset, pages: Math.floor(pages / 2), deltas: pages % 2 === 1 };
    });
    const count = fields.varint();
    fields.varint();
    const full = places(blocks.filter(({ deltas }) => !deltas));
    const deltas = places(blocks.filter((block) => block.deltas));
    let next = 0;
    const pages = Array.from({ length: count }, (): NaivePage => {
      const head = fields.varint();
      const gfn = next + Math.floor(head / 4);
      next = gfn + 1;
      switch (head % 4) {
        case 0:
          return { gfn, place: undefined };
        case 1:
          return { gfn, place: { offset: fields.varint(), number: fields.varint() } };
        case 2:
          return { gfn, place: deltas(fields.varint(), 1) };
        default:
          return { gfn, place: full(4096, 0) };
      }
    });
    if (fields.left !== 0) throw new Error('a POINT with something behind it');
    return {
      number,
      offset: own,
      startNs,
      timeNs,
      cause,
      sentBytes,
      phasesNs,
      outputs,
      outOffsets,
      devOffset,
      schemaOffset,
      imageOffset,
      changedDevices,
      pages,
    };
  }

  #bytesAt(place: Place | undefined): Uint8Array {
    if (place === undefined || place.offset === 0) return new Uint8Array(4096);
    const payload = this.record(place.offset, 1, 2);
    const position = Math.floor(place.number / 2);
    if (place.number % 2 === 0) return payload.slice(position, position + 4096);
    const fields = new Fields(payload);
    fields.at = position;
    const page = this.#bytesAt({ offset: fields.varint(), number: fields.varint() });
    const end = fields.varint() + fields.at;
    for (let word = 0; fields.at < end;) {
      word += fields.u16();
      const length = fields.u16();
      for (let byte = word * 8; byte < (word + length) * 8; byte++) page[byte] ^= fields.u8();
      word += length;
    }
    return page;
  }

  #leaves(offset: number, count: number): NaiveLeaf[] {
    const fields = new Fields(this.record(offset, 5), offset);
    const base = fields.distance();
    fields.distance();
    if (base === 0) return Array.from({ length: count }, () => leaf(fields, null));
    const leaves = this.#leaves(base, count);
    for (let next = 0; fields.left > 0;) {
      const number = next + fields.varint();
      leaves[number] = leaf(fields, leaves[number]);
      next = number + 1;
    }
    return leaves;
  }
}

/** Hands out the places of pages in blocks, in their order. */
function places(
  blocks: readonly { readonly offset: number; readonly pages: number }[],
): (bytes: number, delta: number) => Place {
  let block = 0;
  let inBlock = 0;
  let position = 0;
  return (bytes, delta) => {
    while (inBlock === blocks[block].pages) {
      block++;
      inBlock = 0;
      position = 0;
    }
    const place = { offset: blocks[block].offset, number: position * 2 + delta };
    inBlock++;
    position += bytes;
    return place;
  };
}

function leaf(fields: Fields, before: NaiveLeaf): NaiveLeaf {
  const tag = fields.u8();
  switch (tag) {
    case 0:
      return null;
    case 1:
    case 2:
      return tag === 2;
    case 3:
      return fields.varint();
    case 4:
      return -fields.varint();
    case 5:
      return fields.f64();
    case 6:
    case 7: {
      let value = 0n;
      for (const byte of fields.take(fields.varint()).slice().reverse()) {
        value = value * 256n + BigInt(byte);
      }
      return tag === 6 ? value : -value;
    }
    case 8:
      return fields.string();
    case 9:
      return fields.take(fields.varint()).slice();
    case 10: {
      const bytes = (before as Uint8Array).slice();
      let at = 0;
      fields.list(() => {
        at += fields.varint();
        const replaced = fields.take(fields.varint());
        bytes.set(replaced, at);
        at += replaced.length;
      });
      return bytes;
    }
    case 11:
      return String.fromCharCode(...Array.from({ length: fields.varint() }, () => fields.u16()));
    default:
      throw new Error(`leaf ${tag}`);
  }
}
