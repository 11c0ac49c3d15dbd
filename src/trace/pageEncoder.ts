import { ByteWriter } from '../core/byteWriter';
import { asGfn, PAGE_SIZE } from '../core/gfn';
import type { PageSpace } from '../core/guestMemory';
import { MAX_BLOCK_BYTES, MAX_CHAIN, MAX_DELTA_BYTES, PageKind, RecordType } from './format';
import { encodeImage, ImageRunsBuilder } from './imageRecord';
import { DELTA_HEAD_BYTES, writeDelta } from './pageDelta';
import { ZERO_REF, type PageRef } from './pageRef';
import type { BlockEntry, PageEntry } from './pointRecord';
import { ALL_ZERO, PreviousPages, TOO_LONG } from './previousPages';
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
  /** Where each page's last version is, by page index: a PageRef in columns. */
  readonly #offsets: Float64Array;
  readonly #places: Uint32Array;
  /** Deltas from that version back to bytes in full. */
  readonly #chains: Uint8Array;
  /** 1 if that version is in a BLOCK, so that the next image has to write it. */
  readonly #inBlock: Uint8Array;
  #pagesInBlocks = 0;
  readonly #base = new OpenBlock(RecordType.BASE, false);
  readonly #full = new OpenBlock(RecordType.BLOCK, false);
  readonly #deltas = new OpenBlock(RecordType.BLOCK, true);

  private constructor(pages: PageSpace, previous: PreviousPages) {
    this.#pages = pages;
    this.#previous = previous;
    this.#offsets = new Float64Array(pages.pageCount);
    this.#places = new Uint32Array(pages.pageCount);
    this.#chains = new Uint8Array(pages.pageCount);
    this.#inBlock = new Uint8Array(pages.pageCount);
  }

  /** @param budget bytes of earlier pages to keep for deltas. */
  static async create(pages: PageSpace, budget: number): Promise<PageEncoder> {
    return new PageEncoder(pages, await PreviousPages.create(pages.pageCount, budget));
  }

  /** Pages that the next image has to write. */
  get pagesInBlocks(): number {
    return this.#pagesInBlocks;
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
        if (this.#previous.update(index, page, 0) === ALL_ZERO) continue;
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
    let index = this.#inBlock.indexOf(1);
    for (; index >= 0; index = this.#inBlock.indexOf(1, index + 1)) {
      const kept = this.#previous.page(index);
      if (kept === undefined) {
        await readBack(stored, { offset: this.#offsets[index], place: this.#places[index] });
      }
      this.#chains[index] = 0;
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
    if (!this.#previous.hold(index)) this.#place(index, ZERO_REF, 0, false);
    const limit = this.#chains[index] < MAX_CHAIN ? MAX_DELTA_BYTES : 0;
    const length = this.#previous.update(index, page, limit);
    if (length === ALL_ZERO) {
      this.#place(index, ZERO_REF, 0, false);
      return { gfn, kind: PageKind.ZERO };
    }
    const before = { offset: this.#offsets[index], place: this.#places[index] };
    if (length === 0) return { gfn, kind: PageKind.SAME, ref: before };
    if (length === TOO_LONG) {
      if (this.#full.length + PAGE_SIZE > MAX_BLOCK_BYTES) close(this.#full);
      this.#full.begin(index).bytes(page);
      this.#chains[index] = 0;
      return { gfn, kind: PageKind.FULL };
    }
    if (this.#deltas.length + length + DELTA_HEAD_BYTES > MAX_BLOCK_BYTES) close(this.#deltas);
    const bytes = this.#deltas.begin(index);
    const start = bytes.length;
    writeDelta(bytes, before, this.#previous.runs(length));
    this.#chains[index]++;
    return { gfn, kind: PageKind.DELTA, bytes: bytes.length - start };
  }

  #addToImage(index: number, page: Uint8Array, out: RecordWriter): void {
    if (this.#base.length === MAX_BLOCK_BYTES) this.#close(this.#base, out);
    this.#base.begin(index).bytes(page);
  }

  /** Writes the last BASE and the IMAGE. */
  #finishImage(out: RecordWriter): number {
    if (this.#base.length > 0) this.#close(this.#base, out);
    const runs = new ImageRunsBuilder();
    for (let index = 0; index < this.#offsets.length; index++) {
      runs.add(this.#offsets[index], this.#places[index]);
    }
    const image = new ByteWriter();
    encodeImage(runs.build(), image);
    return out.add(RecordType.IMAGE, image.view());
  }

  #close(open: OpenBlock, out: RecordWriter): BlockEntry {
    const inBlock = open.type === RecordType.BLOCK;
    return open.close(out, (index, ref) => {
      this.#place(index, ref, this.#chains[index], inBlock);
    });
  }

  #place(index: number, ref: PageRef, chain: number, inBlock: boolean): void {
    this.#offsets[index] = ref.offset;
    this.#places[index] = ref.place;
    this.#chains[index] = chain;
    const flag = inBlock ? 1 : 0;
    this.#pagesInBlocks += flag - this.#inBlock[index];
    this.#inBlock[index] = flag;
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
