import { PAGE_SIZE } from '../core/gfn';
import type { PagesPart } from './pagesPayload';

/** Pages laid out as a standby and a trace take them. */
export interface ContiguousPages {
  /** Ascending. */
  readonly gfns: Uint32Array;
  /** 4096 bytes for each GFN. */
  readonly pages: Uint8Array;
}

/** Scratch space above this is given back after use: only a first image needs so much. */
const KEPT_BYTES = 8 << 20;

/**
 * Lays the pages of a transaction out one after the other, with the zero pages among them or without.
 * One part without zero pages, as most transactions are, is used where it lies.
 */
export class TransactionPages {
  #gfns = new Uint32Array(0);
  #pages = new Uint8Array(0);

  /** The result is valid until the next call, and no longer than the parts are. */
  join(parts: readonly PagesPart[], zeroPages: 'with-zero-pages' | 'without'): ContiguousPages {
    const withZeros = zeroPages === 'with-zero-pages';
    if (parts.length === 1 && (!withZeros || parts[0].zeroPages === 0)) {
      return { gfns: parts[0].dataGfns, pages: parts[0].data };
    }
    const count = parts.reduce(
      (sum, part) => sum + part.dataGfns.length + (withZeros ? part.zeroPages : 0),
      0,
    );
    this.#reserve(count);
    const gfns = this.#gfns.subarray(0, count);
    const pages = this.#pages.subarray(0, count * PAGE_SIZE);
    let at = 0;
    for (const part of parts) {
      at = withZeros ? mergePart(part, gfns, pages, at) : appendData(part, gfns, pages, at);
    }
    return { gfns, pages };
  }

  /** Space for this many pages; what an earlier use left there is overwritten by the caller. */
  #reserve(count: number): void {
    const bytes = count * PAGE_SIZE;
    if (this.#pages.length < bytes || this.#pages.length > Math.max(bytes, KEPT_BYTES)) {
      this.#pages = new Uint8Array(bytes);
      this.#gfns = new Uint32Array(count);
    }
  }
}

function appendData(part: PagesPart, gfns: Uint32Array, pages: Uint8Array, at: number): number {
  gfns.set(part.dataGfns, at);
  pages.set(part.data, at * PAGE_SIZE);
  return at + part.dataGfns.length;
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
