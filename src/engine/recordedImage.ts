import { asGfn, PAGE_SIZE } from '../core/gfn';
import type { PageSpace } from '../core/guestMemory';
import type { PageBatch } from '../trace/trace';
import type { PagesPart } from './pagesPayload';

const WORDS_PER_PAGE = PAGE_SIZE / 4;

/** Pages handed out in one go. */
const PAGES_PER_BATCH = 256;

/** The memory of a guest, put together from what came ahead of its first transaction and from that. */
export class RecordedImage {
  readonly #guest: PageSpace;
  readonly #memory: Uint8Array;

  constructor(guest: PageSpace) {
    this.#guest = guest;
    this.#memory = new Uint8Array(guest.bytes);
  }

  /** Takes pages over what was there. */
  take({ dataGfns, data, zeroRuns }: PagesPart): void {
    dataGfns.forEach((gfn, i) => {
      this.#memory.set(data.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE), this.#placeOf(gfn));
    });
    for (let run = 0; run < zeroRuns.length; run += 2) {
      const at = this.#placeOf(zeroRuns[run]);
      this.#memory.fill(0, at, at + zeroRuns[run + 1] * PAGE_SIZE);
    }
  }

  /** All pages that hold something, ascending. A batch is valid until the next is asked for. */
  *batches(): Generator<PageBatch, void, void> {
    const words = new Uint32Array(this.#memory.buffer);
    const gfns = new Uint32Array(PAGES_PER_BATCH);
    const pages = new Uint8Array(PAGES_PER_BATCH * PAGE_SIZE);
    let count = 0;
    for (let index = 0; index < this.#guest.pageCount; index++) {
      if (isZero(words, index * WORDS_PER_PAGE)) continue;
      const page = this.#memory.subarray(index * PAGE_SIZE, (index + 1) * PAGE_SIZE);
      pages.set(page, count * PAGE_SIZE);
      gfns[count++] = this.#guest.gfnAt(index);
      if (count < PAGES_PER_BATCH) continue;
      yield { gfns, pages };
      count = 0;
    }
    if (count > 0) {
      yield { gfns: gfns.subarray(0, count), pages: pages.subarray(0, count * PAGE_SIZE) };
    }
  }

  #placeOf(gfn: number): number {
    return this.#guest.indexOf(asGfn(gfn)) * PAGE_SIZE;
  }
}

function isZero(words: Uint32Array, start: number): boolean {
  const end = start + WORDS_PER_PAGE;
  for (let i = start; i < end; i++) if (words[i] !== 0) return false;
  return true;
}
