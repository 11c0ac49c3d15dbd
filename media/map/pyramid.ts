import { visitPages, type PageRun } from './pageNumbers';

/** Cells of the finest level of a pyramid; guests of more pages have several pages in each. */
const MOST_CELLS = 2 ** 25;

/** Changes of fewer than one cell in so many are carried upward one by one; more, all at once. */
const SPARSE = 16;

/** One level of one region: each cell shows twice as many pages as one of the level below. */
interface Level {
  /** Place of its first cell among all bytes of the pyramid. */
  readonly start: number;
  readonly cells: number;
}

/** Where a pyramid's bytes are, which depends on nothing but the guest's regions. */
export interface PyramidPlan {
  readonly regions: readonly (PageRun & { readonly levels: readonly Level[] })[];
  /** Pages in a cell of the finest level; a power of two. */
  readonly finest: number;
  /** Bytes of all levels. */
  readonly length: number;
}

/** @param mostCells of the finest level, all regions together. */
export function planPyramid(regions: readonly PageRun[], mostCells = MOST_CELLS): PyramidPlan {
  const total = regions.reduce((sum, { pages }) => sum + pages, 0);
  let finest = 1;
  while (total / finest > mostCells) finest *= 2;
  let length = 0;
  const planned = regions.map(({ firstGfn, pages }) => {
    const levels: Level[] = [];
    for (let cells = Math.ceil(pages / finest); ; cells = Math.ceil(cells / 2)) {
      levels.push({ start: length, cells });
      length += cells;
      if (cells <= 1) break;
    }
    return { firstGfn, pages, levels };
  });
  return { regions: planned, finest, length };
}

/**
 * The map at every level of detail: one code a cell, the highest of its two cells one level below.
 * A cell covers consecutive pages of one region, so that one pyramid serves every layout.
 */
export class Pyramid {
  readonly plan: PyramidPlan;
  /** The codes of all levels; may be handed to another thread, which ends the pyramid. */
  readonly codes: Uint8Array<ArrayBuffer>;

  /** @param codes those of another pyramid of the same plan; without them nothing has changed. */
  constructor(plan: PyramidPlan, codes = new Uint8Array(plan.length)) {
    if (codes.length !== plan.length) {
      throw new RangeError(`a pyramid of ${plan.length} cells cannot have ${codes.length} codes`);
    }
    this.plan = plan;
    this.codes = codes;
  }

  /** The codes of a region's cells of so many pages each, a power of two; a view of them. */
  level(region: number, pagesPerCell: number): Uint8Array {
    const { levels } = this.plan.regions[region];
    const wanted = Math.round(Math.log2(pagesPerCell / this.plan.finest));
    const { start, cells } = levels[Math.max(0, Math.min(levels.length - 1, wanted))];
    return this.codes.subarray(start, start + cells);
  }

  /**
   * Takes pages away and puts others there, and carries that upward.
   * @param gone pages that are unchanged from now on, ascending.
   * @param come pages with codes, ascending; they win where a cell has both.
   */
  replace(gone: Uint32Array, come: Uint32Array, codes: Uint8Array): void {
    const { regions, finest } = this.plan;
    const finestCells = regions.reduce((sum, { levels }) => sum + levels[0].cells, 0);
    const sparse = (gone.length + come.length) * SPARSE < finestCells;
    visitPages(regions, gone, (region, page) => {
      const cell = Math.floor(page / finest);
      this.codes[regions[region].levels[0].start + cell] = 0;
      if (sparse) this.#carry(region, cell);
    });
    visitPages(regions, come, (region, page, i) => {
      const cell = Math.floor(page / finest);
      const at = regions[region].levels[0].start + cell;
      if (codes[i] <= this.codes[at]) return;
      this.codes[at] = codes[i];
      if (sparse) this.#carry(region, cell);
    });
    if (!sparse) this.#build();
  }

  /** Carries a change of one of the finest cells upward, as far as it is seen. */
  #carry(region: number, finestCell: number): void {
    const { codes } = this;
    const { levels } = this.plan.regions[region];
    let cell = finestCell;
    for (let i = 1; i < levels.length; i++) {
      const below = levels[i - 1];
      cell >>>= 1;
      const left = below.start + 2 * cell;
      const right = 2 * cell + 1 < below.cells ? codes[left + 1] : 0;
      const code = codes[left] > right ? codes[left] : right;
      const at = levels[i].start + cell;
      if (codes[at] === code) return;
      codes[at] = code;
    }
  }

  /** Makes every level anew from the finest. */
  #build(): void {
    const { codes } = this;
    for (const { levels } of this.plan.regions) {
      for (let i = 1; i < levels.length; i++) {
        const below = levels[i - 1];
        const { start, cells } = levels[i];
        const pairs = below.cells >>> 1;
        for (let cell = 0, from = below.start; cell < pairs; cell++, from += 2) {
          const left = codes[from];
          const right = codes[from + 1];
          codes[start + cell] = left > right ? left : right;
        }
        if (pairs < cells) codes[start + pairs] = codes[below.start + below.cells - 1];
      }
    }
  }
}
