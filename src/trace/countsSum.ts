import { emptyCounts, type PageCounts } from './pageCounts';
import { SparseCounts } from './sparseCounts';

/** Neighbouring pages whose counts are held together. */
const BLOCK_PAGES = 4096;

/** Rows of a block from which on it gets room for all of its pages, at 9 bytes each. */
const DENSE_ROWS = 256;

/**
 * Adds tables up that come in the order of their points, without keeping them. It takes little more
 * than there are pages that were dirty, wherever these are: a damaged file may name any.
 */
export class CountsSum {
  readonly #blocks = new Map<number, SparseCounts | DenseCounts>();

  add(table: PageCounts): void {
    const { gfns } = table;
    for (let row = 0; row < gfns.length;) {
      const number = Math.floor(gfns[row] / BLOCK_PAGES);
      const end = endOfBlock(gfns, row, (number + 1) * BLOCK_PAGES);
      this.#block(number, end - row).add(table, row, end);
      row = end;
    }
  }

  /** All of it as one table. */
  table(): PageCounts {
    const blocks = [...this.#blocks].sort(([a], [b]) => a - b).map(([, block]) => block);
    const table = emptyCounts(blocks.reduce((pages, block) => pages + block.pages, 0));
    let row = 0;
    for (const block of blocks) row = block.copyTo(table, row);
    return table;
  }

  /** The block that so many rows are to be added to. */
  #block(number: number, rows: number): SparseCounts | DenseCounts {
    const block = this.#blocks.get(number);
    if (block instanceof DenseCounts) return block;
    const first = number * BLOCK_PAGES;
    const isDense = (block?.pages ?? 0) + rows >= DENSE_ROWS;
    if (block !== undefined && !isDense) return block;
    const added = isDense ? new DenseCounts(first, block) : new SparseCounts(first);
    this.#blocks.set(number, added);
    return added;
  }
}

/** The row behind those of a block whose pages end before a GFN. */
function endOfBlock(gfns: Uint32Array, from: number, behind: number): number {
  // Mostly all rows that are left are of one block, or as many as it has pages.
  const most = Math.min(gfns.length, from + BLOCK_PAGES);
  if (gfns[most - 1] < behind) return most;
  let row = from + 1;
  while (gfns[row] < behind) row++;
  return row;
}

/** Counts of all pages of a block; those of pages that were never dirty are 0. */
class DenseCounts {
  readonly #first: number;
  readonly #counts = new Uint32Array(BLOCK_PAGES);
  readonly #lastPoints = new Uint32Array(BLOCK_PAGES);
  readonly #zero = new Uint8Array(BLOCK_PAGES);

  /** @param first GFN of the block's first page. @param before what was counted there. */
  constructor(first: number, before: SparseCounts | undefined) {
    this.#first = first;
    if (before === undefined) return;
    const table = emptyCounts(before.pages);
    before.copyTo(table, 0);
    this.add(table, 0, before.pages);
  }

  /** Pages that were dirty. */
  get pages(): number {
    const counts = this.#counts;
    let pages = 0;
    for (let i = 0; i < BLOCK_PAGES; i++) if (counts[i] !== 0) pages++;
    return pages;
  }

  /** The same as {@link SparseCounts.add}. */
  add({ gfns, counts, lastPoints, zero }: PageCounts, from: number, to: number): void {
    const [first, ownCounts, ownLast, ownZero] = [
      this.#first,
      this.#counts,
      this.#lastPoints,
      this.#zero,
    ];
    for (let row = from; row < to; row++) {
      const i = gfns[row] - first;
      ownCounts[i] += counts[row];
      ownLast[i] = lastPoints[row];
      ownZero[i] = zero[row];
    }
  }

  /** The same as {@link SparseCounts.copyTo}. */
  copyTo(table: PageCounts, start: number): number {
    const counts = this.#counts;
    let row = start;
    for (let i = 0; i < BLOCK_PAGES; i++) {
      if (counts[i] === 0) continue;
      table.gfns[row] = this.#first + i;
      table.counts[row] = counts[i];
      table.lastPoints[row] = this.#lastPoints[i];
      table.zero[row++] = this.#zero[i];
    }
    return row;
  }
}
