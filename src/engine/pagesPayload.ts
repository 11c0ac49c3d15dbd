import { ByteReader, type ByteSource } from '../core/byteReader';
import { asGfn, PAGE_SIZE, type Gfn } from '../core/gfn';
import type { PageSpace } from '../core/guestMemory';

/**
 * The payload of a PAGES frame. Pages that hold nothing but zeros are named in runs and cost eight
 * bytes a run; the contents of the others come first, so that a machine can copy them into place
 * before it is known which are zero.
 *
 *     0  u32  pages with content: n
 *     4  u32  runs of zero pages: z
 *     8  n * 4096 bytes of content
 *        n * u32: their GFNs, ascending
 *        z * { u32 first GFN, u32 pages }, ascending
 */
const HEADER_BYTES = 8;

/** Pages in one frame at most. */
export const PAGES_PER_FRAME = 1024;

const WORDS_PER_PAGE = PAGE_SIZE / 4;

/** Bytes that a payload of this many pages takes at most. */
export function pagesPayloadCapacity(pages: number): number {
  return HEADER_BYTES + pages * (PAGE_SIZE + 8);
}

/** Copies pages to the start of `into`: {@link Machine.copyPages}. */
export type CopyPages = (gfns: Uint32Array, into: Uint8Array) => void;

/** What {@link PagesEncoder.encode} wrote. */
export interface EncodedPages {
  readonly payloadBytes: number;
  readonly dataPages: number;
  readonly zeroPages: number;
}

/** Writes PAGES payloads; keeps its scratch space from one to the next. */
export class PagesEncoder {
  readonly #dataGfns = new Uint32Array(PAGES_PER_FRAME);
  readonly #zeroGfns = new Uint32Array(PAGES_PER_FRAME);

  /**
   * @param gfns ascending, at most {@link PAGES_PER_FRAME}.
   * @param into of at least {@link pagesPayloadCapacity}; starts at a multiple of 4 in its buffer.
   */
  encode(gfns: Uint32Array, copyPages: CopyPages, into: Uint8Array): EncodedPages {
    const pages = into.subarray(HEADER_BYTES, HEADER_BYTES + gfns.length * PAGE_SIZE);
    copyPages(gfns, pages);
    const dataPages = this.#separate(gfns, pages);
    const zeroPages = gfns.length - dataPages;
    const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
    let at = HEADER_BYTES + dataPages * PAGE_SIZE;
    for (let i = 0; i < dataPages; i++, at += 4) view.setUint32(at, this.#dataGfns[i], true);
    let runs = 0;
    for (let i = 0; i < zeroPages; runs++, at += 8) {
      const first = this.#zeroGfns[i];
      let length = 1;
      while (i + length < zeroPages && this.#zeroGfns[i + length] === first + length) length++;
      view.setUint32(at, first, true);
      view.setUint32(at + 4, length, true);
      i += length;
    }
    view.setUint32(0, dataPages, true);
    view.setUint32(4, runs, true);
    return { payloadBytes: at, dataPages, zeroPages };
  }

  /** Moves the pages with content together; returns how many there are. */
  #separate(gfns: Uint32Array, pages: Uint8Array): number {
    const words = new Uint32Array(pages.buffer, pages.byteOffset, pages.length / 4);
    let data = 0;
    for (let i = 0; i < gfns.length; i++) {
      if (isZero(words, i * WORDS_PER_PAGE)) {
        this.#zeroGfns[i - data] = gfns[i];
        continue;
      }
      if (data < i) pages.copyWithin(data * PAGE_SIZE, i * PAGE_SIZE, (i + 1) * PAGE_SIZE);
      this.#dataGfns[data++] = gfns[i];
    }
    return data;
  }
}

function isZero(words: Uint32Array, start: number): boolean {
  const end = start + WORDS_PER_PAGE;
  for (let i = start; i < end; i++) if (words[i] !== 0) return false;
  return true;
}

/** A PAGES payload, taken apart and checked. */
export interface PagesPart {
  /** Ascending; none is in a zero run. */
  readonly dataGfns: Uint32Array;
  /** 4096 bytes for each of {@link dataGfns}; borrowed from the payload. */
  readonly data: Uint8Array;
  /** Pairs of first GFN and length, ascending. */
  readonly zeroRuns: Uint32Array;
  readonly zeroPages: number;
  /** The highest GFN named. */
  readonly lastGfn: Gfn;
}

/**
 * Takes a payload apart. Every page named is one of the guest's, above `after`, and named once.
 *
 * @param after the highest GFN named so far in the transaction; -1 if none was.
 * @throws KemariError of kind `input`.
 */
export function decodePages(
  payload: Uint8Array,
  source: ByteSource,
  guest: PageSpace,
  after: number,
): PagesPart {
  const reader = new ByteReader(payload, source);
  const dataPages = reader.u32('number of pages with content');
  const runs = reader.u32('number of zero runs');
  const expected = dataPages * (PAGE_SIZE + 4) + runs * 8;
  if (dataPages + runs === 0) throw reader.unexpected('at least one page', 'none');
  if (expected !== reader.remaining) {
    throw reader.unexpected(`${expected} bytes of pages`, `${reader.remaining}`);
  }
  const data = reader.bytes(dataPages * PAGE_SIZE, 'contents of pages');
  const dataGfns = readWords(reader, dataPages);
  const zeroRuns = readWords(reader, runs * 2);
  let zeroPages = 0;
  let last = after;
  let d = 0;
  const takeRun = (first: number, pages: number): void => {
    const end = first + pages - 1;
    if (first <= last) {
      throw reader.unexpected(`a GFN above ${last}`, String(first));
    }
    if (pages === 0 || !holdsRun(guest, first, end)) {
      throw reader.unexpected('pages of the guest', `${pages} pages from GFN ${first}`);
    }
    last = end;
  };
  for (let run = 0; run < runs; run++) {
    const first = zeroRuns[run * 2];
    while (d < dataPages && dataGfns[d] < first) takeRun(dataGfns[d++], 1);
    takeRun(first, zeroRuns[run * 2 + 1]);
    zeroPages += zeroRuns[run * 2 + 1];
  }
  while (d < dataPages) takeRun(dataGfns[d++], 1);
  return { dataGfns, data, zeroRuns, zeroPages, lastGfn: asGfn(last) };
}

/** Whether all frames from `first` to `last` are pages of the guest. */
function holdsRun(guest: PageSpace, first: number, last: number): boolean {
  const index = guest.indexOf(first as Gfn);
  return index >= 0 && guest.indexOf(last as Gfn) - index === last - first;
}

function readWords(reader: ByteReader, count: number): Uint32Array {
  const words = new Uint32Array(count);
  for (let i = 0; i < count; i++) words[i] = reader.u32('GFN');
  return words;
}
