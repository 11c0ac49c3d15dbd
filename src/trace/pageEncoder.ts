import { ByteWriter } from '../core/byteWriter';
import { asGfn, PAGE_SIZE } from '../core/gfn';
import type { PageSpace } from '../core/guestMemory';
import { MAX_BLOCK_BYTES, PageKind, RecordType } from './format';
import { encodeImage, ImageRunsBuilder } from './imageRecord';
import { DELTA_HEAD_BYTES, writeDelta } from './pageDelta';
import { PagePlaces } from './pagePlaces';
import type { PageRef } from './pageRef';
import type { BlockEntry, PageEntry } from './pointRecord';
import { ALL_ZERO, PreviousPages, TOO_LONG, UNCHANGED } from './previousPages';
import type { RecordWriter } from './recordWriter';
import type { PageBatch, PageBatches } from './trace';

/** Records that wait in memory while a point with many pages is written. */
const FLUSH_BYTES = 4 << 20;

/** What a POINT has to say of its pages. */
export interface EncodedPages {
  readonly blocks: readonly BlockEntry[];
  readonly pages: readonly PageEntry[];
  readonly zeroPages: number;
  /** Bytes of the blocks, unpacked. */
  readonly blockBytes: number;
}

/** Reads a page back that was written before, into 4096 bytes. */
export type ReadBack = (page: Uint8Array, ref: PageRef) => Promise<void>;

/** Bytes that become one BASE or BLOCK, and the pages whose place that record will be. */
class OpenBlock {
  readonly #bytes = new ByteWriter(MAX_BLOCK_BYTES);
  readonly #indexes: number[] = [];
  readonly #places: number[] = [];

  constructor(
    readonly type: typeof RecordType.BASE | typeof RecordType.BLOCK,
    readonly deltas: boolean,
  ) {}

  get length(): number {
    return this.#bytes.length;
  }

  /** Starts the page that is written to the result next. */
  begin(index: number): ByteWriter {
    this.#indexes.push(index);
    this.#places.push(this.#bytes.length * 2 + (this.deltas ? 1 : 0));
    return this.#bytes;
  }

  /** Writes the record, tells where each page has come to be, and starts the next. */
  close(out: RecordWriter, placed: (index: number, ref: PageRef) => void): BlockEntry {
    const offset = out.add(this.type, this.#bytes.view());
    this.#indexes.forEach((index, i) => placed(index, { offset, place: this.#places[i] }));
    const entry = { offset, pages: this.#indexes.length, deltas: this.deltas };
    this.#bytes.clear();
    this.#indexes.length = 0;
    this.#places.length = 0;
    return entry;
  }
}

/** Turns the pages of sync points into BASE and BLOCK records, as deltas where that pays. */
export class PageEncoder {
  readonly #pages: PageSpace;
  readonly #previous: PreviousPages;
  readonly #places: PagePlaces;
  readonly #base = new OpenBlock(RecordType.BASE, false);
  readonly #full = new OpenBlock(RecordType.BLOCK, false);
  readonly #deltas = new OpenBlock(RecordType.BLOCK, true);

  private constructor(pages: PageSpace, previous: PreviousPages) {
    this.#pages = pages;
    this.#previous = previous;
    this.#places = new PagePlaces(pages.pageCount);
  }

  /** @param budget bytes of earlier pages to keep for deltas. */
  static async create(pages: PageSpace, budget: number): Promise<PageEncoder> {
    return new PageEncoder(pages, await PreviousPages.create(pages.pageCount, budget));
  }

  /** Pages that the next image has to write. */
  get pagesInBlocks(): number {
    return this.#places.pagesInBlocks;
  }

  /** @throws RangeError if the guest has no such page. */
  check(gfns: Uint32Array): void {
    for (const gfn of gfns) this.#indexOf(gfn);
  }

  /**
   * Writes the first image.
   * @param batches checked by the caller; pages that they do not name are zeros.
   * @returns the offset of the IMAGE record.
   */
  async writeFirstImage(batches: PageBatches, out: RecordWriter): Promise<number> {
    for await (const batch of batches) {
      for (const [gfn, page] of pagesOf(batch)) {
        const index = this.#indexOf(gfn);
        this.#previous.hold(index);
        if (this.#previous.update(index, page) === ALL_ZERO) continue;
        this.#addToImage(index, page, out);
        if (out.pendingBytes > FLUSH_BYTES) await out.flush();
      }
    }
    return this.#finishImage(out);
  }

  /**
   * Writes an image of the memory as it is now: the pages that no image has yet, as pages in full that
   * later deltas are made against.
   * @param readBack for pages whose bytes are not kept.
   * @returns the offset of the IMAGE record.
   */
  async writeImage(readBack: ReadBack, out: RecordWriter): Promise<number> {
    // What is read back must be in the file.
    await out.flush();
    const stored = new Uint8Array(PAGE_SIZE);
    let index = this.#places.nextInBlock(0);
    for (; index >= 0; index = this.#places.nextInBlock(index + 1)) {
      const kept = this.#previous.page(index);
      if (kept === undefined) await readBack(stored, this.#places.last(index));
      this.#addToImage(index, kept ?? stored, out);
      if (out.pendingBytes > FLUSH_BYTES) await out.flush();
    }
    return this.#finishImage(out);
  }

  /** Writes the pages of a point. @param batches checked by the caller. */
  async writePages(batches: PageBatches, out: RecordWriter): Promise<EncodedPages> {
    const blocks: BlockEntry[] = [];
    const entries: PageEntry[] = [];
    let zeroPages = 0;
    let blockBytes = 0;
    const close = (open: OpenBlock): void => {
      blockBytes += open.length;
      if (open.length > 0) blocks.push(this.#close(open, out));
    };
    for await (const batch of batches) {
      for (const [gfn, page] of pagesOf(batch)) {
        const entry = this.#writePage(gfn, page, close);
        if (entry.kind === PageKind.ZERO) zeroPages++;
        entries.push(entry);
        if (out.pendingBytes > FLUSH_BYTES) await out.flush();
      }
    }
    close(this.#full);
    close(this.#deltas);
    return { blocks, pages: entries, zeroPages, blockBytes };
  }

  #writePage(gfn: number, page: Uint8Array, close: (open: OpenBlock) => void): PageEntry {
    const index = this.#indexOf(gfn);
    const places = this.#places;
    if (!this.#previous.hold(index)) places.setZero(index);
    const change = this.#previous.update(index, page);
    if (change === ALL_ZERO) {
      places.setZero(index);
      return { gfn, kind: PageKind.ZERO };
    }
    if (change === UNCHANGED) return { gfn, kind: PageKind.SAME, ref: places.last(index) };
    const length = this.#previous.delta(index, places.deltaLimit(index));
    if (length === TOO_LONG) {
      if (this.#full.length + PAGE_SIZE > MAX_BLOCK_BYTES) close(this.#full);
      this.#full.begin(index).bytes(page);
      this.#previous.storedInFull(index);
      return { gfn, kind: PageKind.FULL };
    }
    if (this.#deltas.length + length + DELTA_HEAD_BYTES > MAX_BLOCK_BYTES) close(this.#deltas);
    const bytes = this.#deltas.begin(index);
    const start = bytes.length;
    writeDelta(bytes, places.base(index), this.#previous.runs(length));
    places.addDelta(index, length);
    return { gfn, kind: PageKind.DELTA, bytes: bytes.length - start };
  }

  #addToImage(index: number, page: Uint8Array, out: RecordWriter): void {
    if (this.#base.length === MAX_BLOCK_BYTES) this.#close(this.#base, out);
    this.#base.begin(index).bytes(page);
    this.#previous.storedInFull(index);
  }

  /** Writes the last BASE and the IMAGE. */
  #finishImage(out: RecordWriter): number {
    if (this.#base.length > 0) this.#close(this.#base, out);
    const runs = new ImageRunsBuilder();
    const { offsets, places } = this.#places;
    for (let index = 0; index < offsets.length; index++) runs.add(offsets[index], places[index]);
    const image = new ByteWriter();
    encodeImage(runs.build(), image);
    return out.add(RecordType.IMAGE, image.view());
  }

  #close(open: OpenBlock, out: RecordWriter): BlockEntry {
    const inBlock = open.type === RecordType.BLOCK;
    return open.close(out, (index, ref) => {
      if (open.deltas) this.#places.setDelta(index, ref);
      else this.#places.setFull(index, ref, inBlock);
    });
  }

  #indexOf(gfn: number): number {
    const index = this.#pages.indexOf(asGfn(gfn));
    if (index < 0) throw new RangeError(`the guest has no page ${gfn}`);
    return index;
  }
}

/** Each page of a batch with its GFN; the bytes are borrowed. */
function* pagesOf({ gfns, pages }: PageBatch): Generator<readonly [number, Uint8Array]> {
  for (let i = 0; i < gfns.length; i++) {
    yield [gfns[i], pages.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE)];
  }
}
