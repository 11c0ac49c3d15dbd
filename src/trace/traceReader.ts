import type { DeviceState } from '../core/deviceState';
import { formatHex, PAGE_SIZE, type Gfn } from '../core/gfn';
import type { PageWriters } from '../core/pageWriter';
import type { RandomAccess } from '../core/ports';
import type { SyncPoint } from '../core/syncPoint';
import { damaged } from './damage';
import { DeviceReader } from './deviceReader';
import { decodeFileHeader } from './fileHeader';
import { FIRST_RECORD, HEADER_BYTES, MAX_OUT_BYTES, PageKind, RecordType } from './format';
import { readGuestImage, readGuestPages, refOf, type ImageSource } from './guestImage';
import { Images } from './images';
import { IndexTree } from './indexTree';
import { OUT } from './outputRecord';
import type { PageHelper } from './pageHelper';
import { PageIndex } from './pageIndex';
import { PageReader } from './pageReader';
import type { TracePlatform } from './platform';
import type { PointColumns } from './pointColumns';
import { PointIndex } from './pointIndex';
import { readPoint, type PointRecord } from './pointRecord';
import type { RangeFigures } from './rangeFigures';
import { RecordReader } from './recordReader';
import type {
  DirtyCounts,
  DirtyPages,
  PageVersion,
  RecordedOutput,
  Trace,
  TraceHeader,
  TraceNotice,
} from './trace';
import { findTraceEnd, type TraceEnd } from './traceEnd';
import { namedWriters, WRITERS } from './writersRecord';

/** How a trace is read. */
export interface OpenOptions {
  /** Most bytes of decoded records kept; 8 MiB unless told. Device states get a quarter more, and so do segments whose records are damaged. */
  readonly cacheBytes?: number;
  /**
   * Starts another thread that reads the same source; called when the memory of a large guest is first
   * rebuilt. The trace owns it, and ends it before it closes the source.
   */
  readonly startHelper?: (header: TraceHeader) => PageHelper;
}

/** Pages of a guest from which on rebuilding its memory is worth another thread: 8 MiB. */
const HELPED_PAGES = 2048;

const DEFAULT_CACHE_BYTES = 8 << 20;

/**
 * Opens a trace. A file that was cut, or is still being written, opens up to its last whole sync
 * point, and says so in {@link Trace.notices}. The trace owns the source from here on, unless this
 * throws.
 * @throws KemariError of kind `input` if this is no trace, needs a newer reader, or holds no point.
 */
export async function openTrace(
  source: RandomAccess,
  platform: TracePlatform,
  options: OpenOptions = {},
): Promise<Trace> {
  // In this order: what the superblocks speak of is in a growing file already.
  const head = await source.readAt(0, FIRST_RECORD);
  const size = await source.size();
  const header = decodeFileHeader(head, source.name, platform.crc32);
  const cacheBytes = options.cacheBytes ?? DEFAULT_CACHE_BYTES;
  const records = new RecordReader(
    source,
    platform,
    size,
    header.version,
    header.pages.pageCount,
    cacheBytes,
  );
  const end = await findTraceEnd(head, size, records);
  return new FileTrace(header, head, records, end, { ...options, cacheBytes });
}

/** What a trace holds at one time. A growing trace gets another. */
interface Contents {
  readonly end: TraceEnd;
  readonly tree: IndexTree;
  readonly points: PointIndex;
  readonly pages: PageIndex;
  readonly images: Images;
}

class FileTrace implements Trace {
  readonly name: string;
  readonly #records: RecordReader;
  readonly #options: OpenOptions & { readonly cacheBytes: number };
  #helper: PageHelper | undefined;
  #closed = false;
  readonly #pages: PageReader;
  readonly #devices: DeviceReader;
  /** Of damage met while reading. */
  readonly #damage: TraceNotice[] = [];
  /** The superblocks that {@link #contents} was found by, and the file's size then. */
  #superblocks: Uint8Array;
  #size: number;
  #contents: Contents;
  #refreshing: Promise<boolean> | undefined;

  constructor(
    readonly header: TraceHeader,
    head: Uint8Array,
    records: RecordReader,
    end: TraceEnd,
    options: OpenOptions & { readonly cacheBytes: number },
  ) {
    const { cacheBytes } = options;
    this.name = records.file;
    this.#records = records;
    this.#options = options;
    this.#pages = new PageReader(records);
    this.#devices = new DeviceReader(records, cacheBytes / 4);
    this.#superblocks = head.slice(HEADER_BYTES);
    this.#size = records.end;
    this.#contents = this.#contentsOf(end);
  }

  get pointCount(): number {
    const { directory, tail } = this.#contents.end;
    return directory.points + tail.length;
  }

  get complete(): boolean {
    return this.#contents.end.closed;
  }

  get notices(): readonly TraceNotice[] {
    return [...this.#contents.end.notices, ...this.#damage];
  }

  refresh(): Promise<boolean> {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async #refresh(): Promise<boolean> {
    if (this.complete) return false;
    const { source, platform } = this.#records;
    const head = await source.readAt(0, FIRST_RECORD);
    const size = await source.size();
    const superblocks = head.subarray(HEADER_BYTES);
    if (size === this.#size && sameBytes(superblocks, this.#superblocks)) return false;
    const { uuid } = decodeFileHeader(head, this.name, platform.crc32);
    if (uuid !== this.header.uuid) {
      throw damaged(this.name, 0, 'file header', `recording ${this.header.uuid}`, uuid);
    }
    this.#records.growTo(size);
    const end = await findTraceEnd(head, size, this.#records);
    const points = end.directory.points + end.tail.length;
    if (points < this.pointCount) {
      const expected = `${this.pointCount} sync points`;
      throw damaged(this.name, size, 'end of the file', expected, `${points}`);
    }
    const isNew = points > this.pointCount || end.closed;
    this.#contents = this.#contentsOf(end);
    this.#superblocks = superblocks.slice();
    this.#size = size;
    return isNew;
  }

  #contentsOf(end: TraceEnd): Contents {
    const notice = (found: TraceNotice): void => {
      if (this.#damage.every(({ message }) => message !== found.message)) this.#damage.push(found);
    };
    const tree = new IndexTree(this.#records, end, this.#options.cacheBytes / 4, notice);
    return {
      end,
      tree,
      points: new PointIndex(tree, end, this.#records),
      pages: new PageIndex(tree, end),
      images: new Images(this.#records, end, () => this.#record(0), notice),
    };
  }

  async point(point: number): Promise<SyncPoint> {
    const [found] = await this.points(point, point);
    return found;
  }

  async points(from: number, to: number): Promise<readonly SyncPoint[]> {
    this.#checkRange(from, to);
    return this.#contents.points.points({ from, to });
  }

  async *columns(from: number, to: number): AsyncGenerator<PointColumns, void, void> {
    this.#checkRange(from, to);
    yield* this.#contents.points.columns({ from, to });
  }

  async figures(from: number, to: number): Promise<RangeFigures> {
    this.#checkRange(from, to);
    return this.#contents.points.figures({ from, to });
  }

  async eachFigures(
    from: number,
    to: number,
    step: number,
    visit: (figures: RangeFigures) => void,
  ): Promise<void> {
    this.#checkRange(from, to);
    await this.#contents.points.eachFigures({ from, to }, step, visit);
  }

  async dirtyPages(point: number): Promise<DirtyPages> {
    const { pages } = await this.#record(point);
    this.#checkGfns(pages.gfns);
    return {
      gfns: pages.gfns.slice(),
      zero: pages.kinds.map((kind) => (kind === PageKind.ZERO ? 1 : 0)),
    };
  }

  async writers(point: number): Promise<PageWriters | undefined> {
    const { offset, schemaOffset, pages } = await this.#record(point);
    const at = await this.#records.behind(offset, RecordType.WRITERS);
    if (at === undefined) return undefined;
    const stored = await this.#records.read(at, WRITERS, this.header.pages.pageCount);
    if (stored.point !== point || stored.of.length !== pages.gfns.length) {
      const expected = `the writers of ${pages.gfns.length} pages of sync point ${point}`;
      const found = `those of ${stored.of.length} of ${stored.point}`;
      throw damaged(this.name, at, 'WRITERS record', expected, found);
    }
    return namedWriters(stored, await this.#devices.schemas(schemaOffset));
  }

  async dirtyCounts(from: number, to: number): Promise<DirtyCounts> {
    this.#checkRange(from, to);
    const counts = await this.#contents.pages.counts({ from, to });
    this.#checkGfns(counts.gfns);
    return counts;
  }

  async outputs(point: number): Promise<readonly RecordedOutput[]> {
    const record = await this.#record(point);
    const { file } = this.#records;
    const stated = record.outputs.reduce((sum, { bytes }) => sum + bytes, 0);
    const all = new Uint8Array(stated);
    let filled = 0;
    for (const offset of record.outOffsets) {
      const payload = await this.#records.read(offset, OUT);
      const expected = Math.min(MAX_OUT_BYTES, stated - filled);
      if (payload.length !== expected) {
        throw damaged(file, offset, 'OUT record', `${expected} bytes`, `${payload.length}`);
      }
      all.set(payload, filled);
      filled += expected;
    }
    let at = 0;
    return record.outputs.map(({ kind, bytes, diskOffset }) => {
      const data = all.slice(at, (at += bytes));
      return diskOffset === undefined ? { kind, bytes, data } : { kind, bytes, data, diskOffset };
    });
  }

  async page(gfn: Gfn, at: number): Promise<PageVersion> {
    this.#checkRange(at, at);
    const index = this.#pageIndex(gfn);
    const point = await this.#contents.pages.last(gfn, at);
    const ref =
      point === undefined
        ? (await this.#contents.images.newest(at)).runs.refOf(index)
        : refOf(await this.#record(point), gfn, this.name);
    const bytes = new Uint8Array(PAGE_SIZE);
    await this.#pages.readInto(bytes, ref);
    return { point: point ?? 0, zero: bytes.every((byte) => byte === 0), bytes };
  }

  async pageHistory(gfn: Gfn, from: number, to: number): Promise<Uint32Array> {
    this.#checkRange(from, to);
    this.#pageIndex(gfn);
    return this.#contents.pages.touching({ from: gfn, to: gfn }, { from, to });
  }

  async pointsTouching(
    firstGfn: Gfn,
    lastGfn: Gfn,
    from: number,
    to: number,
  ): Promise<Uint32Array> {
    this.#checkRange(from, to);
    return this.#contents.pages.touching({ from: firstGfn, to: lastGfn }, { from, to });
  }

  async devices(at: number): Promise<readonly DeviceState[]> {
    const { devOffset } = await this.#record(at);
    return this.#devices.at(devOffset);
  }

  async *memory(at: number): AsyncGenerator<Uint8Array, void, void> {
    yield* readGuestImage(await this.#imageSource(at), at);
  }

  async *pages(gfns: Uint32Array, at: number): AsyncGenerator<Uint8Array, void, void> {
    yield* readGuestPages(await this.#imageSource(at, gfns.length), at, gfns);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#devices.clear();
    this.#contents.tree.clear();
    await this.#helper?.close();
    await this.#records.close();
  }

  /** @param pages how many are to be read. */
  async #imageSource(at: number, pages = this.header.pages.pageCount): Promise<ImageSource> {
    this.#checkRange(at, at);
    const { pages: index, images } = this.#contents;
    return {
      space: this.header.pages,
      records: this.#records,
      index,
      image: await images.newest(at),
      helper: this.#helperFor(pages),
      point: (point) => this.#record(point),
    };
  }

  /** The other thread, which stays until the trace is closed: it is slow at first, as this one was. */
  #helperFor(pages: number): PageHelper | undefined {
    if (pages >= HELPED_PAGES && !this.#closed)
      this.#helper ??= this.#options.startHelper?.(this.header);
    return this.#helper;
  }

  async #record(point: number): Promise<PointRecord> {
    this.#checkRange(point, point);
    const { end, points } = this.#contents;
    const { points: indexed } = end.directory;
    if (point >= indexed) return end.tail.record(point - indexed);
    return readPoint(this.#records, (await points.offsetOf(point)) ?? 0, point);
  }

  #checkRange(from: number, to: number): void {
    const whole = Number.isInteger(from) && Number.isInteger(to);
    if (whole && from >= 0 && from <= to && to < this.pointCount) return;
    const asked = from === to ? `${from}` : `${from} to ${to}`;
    throw new RangeError(`the trace has sync points 0 to ${this.pointCount - 1}, not ${asked}`);
  }

  #pageIndex(gfn: Gfn): number {
    const index = this.header.pages.indexOf(gfn);
    if (index < 0) throw new RangeError(`the guest has no page ${formatHex(gfn)}`);
    return index;
  }

  /** Damage may name pages that the guest does not have. */
  #checkGfns(gfns: Uint32Array): void {
    for (const gfn of gfns) {
      if (this.header.pages.indexOf(gfn as Gfn) >= 0) continue;
      throw damaged(this.name, 0, 'dirty pages', 'pages of the guest', formatHex(gfn));
    }
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
