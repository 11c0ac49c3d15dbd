/**
 * IMAGE payload: varint runs; each: varint pages (1 or more), then the place of its first page: signed
 * (offset of the record - offset in the run before; the first: offset), varint place. The other pages
 * of a run lie behind the first; with offset 0 all of them are zero. The runs are all of the guest's
 * pages, in the order of their page indexes. A place is always that of a page in full.
 *
 * In version 1: varint blocks of BASE_PAGES pages, then for each, in the order of the guest's pages: 0
 * if its pages are all zero, else varint distance of its BASE record from the BASE record before (the
 * first: offset).
 */
import type { ByteReader } from '../core/byteReader';
import type { ByteWriter } from '../core/byteWriter';
import { PAGE_SIZE } from '../core/gfn';
import { readSigned, writeSigned } from './fields';
import { BASE_PAGES, FIRST_RECORD, MAX_BLOCK_BYTES, RecordType } from './format';
import { ZERO_REF, type PageRef } from './pageRef';
import { readerOf, type Decoded, type RecordBody, type RecordKind } from './recordReader';

/** From one page in full to the next behind it, as {@link PageRef.place} counts. */
const NEXT_PAGE = PAGE_SIZE * 2;

/** Where all pages of a guest are: runs of pages that lie one behind the other, in columns. */
export class ImageRuns {
  /**
   * @param pageCount pages of the guest.
   * @param firstPages page index with which each run begins: ascending, the first 0.
   * @param offsets of the BASE record that holds the run; 0: its pages are all zero.
   * @param places of each run's first page.
   */
  constructor(
    readonly pageCount: number,
    readonly firstPages: Uint32Array,
    readonly offsets: Float64Array,
    readonly places: Uint32Array,
  ) {}

  /** Where a page is. @param index of the page, below {@link pageCount}. */
  refOf(index: number): PageRef {
    const run = this.#runOf(index);
    const offset = this.offsets[run];
    if (offset === 0) return ZERO_REF;
    return { offset, place: this.places[run] + (index - this.firstPages[run]) * NEXT_PAGE };
  }

  /** Where pages are that follow each other. @param into as many as are wanted. */
  readRefs(
    first: number,
    into: { readonly offsets: Float64Array; readonly places: Uint32Array },
  ): void {
    const end = first + into.offsets.length;
    let run = this.#runOf(first);
    for (let index = first; index < end; run++) {
      const offset = this.offsets[run];
      const runEnd = Math.min(end, this.endOf(run));
      for (; index < runEnd; index++) {
        into.offsets[index - first] = offset;
        into.places[index - first] =
          offset === 0 ? 0 : this.places[run] + (index - this.firstPages[run]) * NEXT_PAGE;
      }
    }
  }

  /** The run that holds a page. */
  #runOf(index: number): number {
    let low = 0;
    let high = this.firstPages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.firstPages[middle] <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Page index behind a run's last page. */
  endOf(run: number): number {
    return run + 1 < this.firstPages.length ? this.firstPages[run + 1] : this.pageCount;
  }
}

/** Collects the places of all pages, in the order of their indexes, into runs. */
export class ImageRunsBuilder {
  readonly #firstPages: number[] = [];
  readonly #offsets: number[] = [];
  readonly #places: number[] = [];
  #pages = 0;
  #offset = -1;
  /** Place of the next page, if that belongs to the last run. */
  #next = 0;

  /** Adds the next `pages` pages, which lie one behind the other from a place. */
  add(offset: number, place: number, pages = 1): void {
    if (offset !== this.#offset || (offset !== 0 && place !== this.#next)) {
      this.#firstPages.push(this.#pages);
      this.#offsets.push(offset);
      this.#places.push(place);
      this.#offset = offset;
    }
    this.#next = place + pages * NEXT_PAGE;
    this.#pages += pages;
  }

  /** The runs of what was added. */
  build(): ImageRuns {
    return new ImageRuns(
      this.#pages,
      Uint32Array.from(this.#firstPages),
      Float64Array.from(this.#offsets),
      Uint32Array.from(this.#places),
    );
  }
}

/** Writes an IMAGE's payload. */
export function encodeImage(runs: ImageRuns, out: ByteWriter): void {
  const { firstPages, offsets, places } = runs;
  out.varint(firstPages.length);
  let before = 0;
  for (let run = 0; run < firstPages.length; run++) {
    out.varint(runs.endOf(run) - firstPages[run]);
    writeSigned(out, offsets[run] - before);
    out.varint(places[run]);
    before = offsets[run];
  }
}

/** Reads an IMAGE record. @param guestPages pages that the guest has. */
export function decodeImage(
  body: RecordBody,
  file: string,
  guestPages: number,
): Decoded<ImageRuns> {
  const reader = readerOf(body, file);
  const runs =
    body.version === 1
      ? readBlocks(reader, body.offset, guestPages)
      : readRuns(reader, body.offset, guestPages);
  reader.end();
  return { value: runs, bytes: 200 + 16 * runs.firstPages.length };
}

function readRuns(reader: ByteReader, own: number, guestPages: number): ImageRuns {
  const count = reader.count('number of runs', 3);
  const firstPages = new Uint32Array(count);
  const offsets = new Float64Array(count);
  const places = new Uint32Array(count);
  let next = 0;
  let offset = 0;
  for (let run = 0; run < count; run++) {
    const pages = reader.varint('pages of a run');
    if (pages === 0 || pages > guestPages - next) {
      throw reader.unexpected(`1 to ${guestPages - next} pages in a run`, `${pages}`);
    }
    offset += readSigned(reader, 'distance to the BASE record of the run before');
    if (offset !== 0 && (offset < FIRST_RECORD || offset >= own)) {
      throw reader.unexpected(`a record below ${own}`, `offset ${offset}`);
    }
    const place = reader.varint('place of a page');
    const limit = offset === 0 ? 0 : 2 * MAX_BLOCK_BYTES - pages * NEXT_PAGE;
    if (place % 2 !== 0 || place > limit) {
      throw reader.unexpected('the place of pages in full', `${place} for ${pages} pages`);
    }
    firstPages[run] = next;
    offsets[run] = offset;
    places[run] = place;
    next += pages;
  }
  if (next !== guestPages) {
    throw reader.unexpected(`the guest's ${guestPages} pages`, `${next}`);
  }
  return new ImageRuns(guestPages, firstPages, offsets, places);
}

/** The list of BASE records that version 1 has. */
function readBlocks(reader: ByteReader, own: number, guestPages: number): ImageRuns {
  const blocks = reader.count('number of blocks', 1);
  const expected = Math.ceil(guestPages / BASE_PAGES);
  if (blocks !== expected) throw reader.unexpected(`${expected} blocks`, `${blocks}`);
  const runs = new ImageRunsBuilder();
  let before = 0;
  for (let block = 0; block < blocks; block++) {
    const gap = reader.varint('distance between BASE records');
    before += gap;
    if (before >= own) throw reader.unexpected(`an offset below ${own}`, `${before}`);
    const pages = Math.min(BASE_PAGES, guestPages - block * BASE_PAGES);
    runs.add(gap === 0 ? 0 : before, 0, pages);
  }
  return runs.build();
}

/** IMAGE records, for a RecordReader; needs the number of pages that the guest has. */
export const IMAGE: RecordKind<ImageRuns, [guestPages: number]> = {
  types: [RecordType.IMAGE],
  decode: decodeImage,
};
