import { PAGE_SIZE } from '../core/gfn';
import type { PageBatch } from '../trace/trace';
import type { PagesPart } from './pagesPayload';

/** Scratch space above this is given back after use: only a first image needs so much. */
const KEPT_BYTES = 8 << 20;

/**
 * Lays the pages of a transaction out as a standby and a trace take them: in ascending order, with the
 * zero pages among them. Where there are none the pages are used where they lie.
 */
export class TransactionPages {
  #gfns = new Uint32Array(0);
  #pages = new Uint8Array(0);

  /** All pages in one batch. It is valid until the next call, and no longer than the parts are. */
  join(parts: readonly PagesPart[]): PageBatch {
    if (parts.length === 1 && parts[0].zeroPages === 0) return dataOf(parts[0]);
    const count = parts.reduce((sum, part) => sum + pagesIn(part), 0);
    const { gfns, pages } = this.#reserve(count);
    let at = 0;
    for (const part of parts) at = mergePart(part, gfns, pages, at);
    return { gfns, pages };
  }

  /**
   * The pages part by part. A batch is valid until the next is asked for, here or of any other call,
   * and no longer than the parts are.
   */
  *batches(
    parts: readonly PagesPart[],
    zeroPages: 'with-zero-pages' | 'without',
  ): Generator<PageBatch, void, void> {
    for (const part of parts) {
      if (zeroPages === 'without' || part.zeroPages === 0) yield dataOf(part);
      else {
        const { gfns, pages } = this.#reserve(pagesIn(part));
        mergePart(part, gfns, pages, 0);
        yield { gfns, pages };
      }
    }
  }

  /** Space for this many pages; what an earlier use left there is overwritten by the caller. */
  #reserve(count: number): PageBatch {
    const bytes = count * PAGE_SIZE;
    if (this.#pages.length < bytes || this.#pages.length > Math.max(bytes, KEPT_BYTES)) {
      this.#pages = new Uint8Array(bytes);
      this.#gfns = new Uint32Array(count);
    }
    return { gfns: this.#gfns.subarray(0, count), pages: this.#pages.subarray(0, bytes) };
  }
}

function pagesIn(part: PagesPart): number {
  return part.dataGfns.length + part.zeroPages;
}

function dataOf({ dataGfns, data }: PagesPart): PageBatch {
  return { gfns: dataGfns, pages: data };
}

/** Data pages and zero pages in one ascending order. */
function mergePart(part: PagesPart, gfns: Uint32Array, pages: Uint8Array, start: number): number {
  const { dataGfns, data, zeroRuns } = part;
  let at = start;
  let d = 0;
  /** Copies the data pages below a GFN, which lie together, in one piece. */
  const dataBelow = (limit: number): void => {
    const from = d;
    while (d < dataGfns.length && dataGfns[d] < limit) d++;
    if (d === from) return;
    gfns.set(dataGfns.subarray(from, d), at);
    pages.set(data.subarray(from * PAGE_SIZE, d * PAGE_SIZE), at * PAGE_SIZE);
    at += d - from;
  };
  for (let run = 0; run < zeroRuns.length; run += 2) {
    const first = zeroRuns[run];
    const length = zeroRuns[run + 1];
    dataBelow(first);
    for (let i = 0; i < length; i++) gfns[at + i] = first + i;
    pages.fill(0, at * PAGE_SIZE, (at + length) * PAGE_SIZE);
    at += length;
  }
  dataBelow(Infinity);
  return at;
}
