import type { PageCounts } from './pageCounts';

/** Words of a row: page * 2 + 1 if zero, count, last point. */
const ROW = 3;

/** A run of rows is put in one by one if it is so many times shorter than what is there. */
const FEW = 16;

/** Counts of few of many pages: as long as there are pages that were dirty, or up to twice that. */
export class SparseCounts {
  /** Ascending by page. */
  #rows = new Uint32Array(0);
  #length = 0;
  readonly #first: number;

  /** @param first GFN below which no page is; pages are numbered from it, up to 2^31. */
  constructor(first: number) {
    this.#first = first;
  }

  /** Pages that were dirty. */
  get pages(): number {
    return this.#length / ROW;
  }

  /** Adds the rows of a table from one up to, not including, another; its points all come later. */
  add(table: PageCounts, from: number, to: number): void {
    if ((to - from) * FEW > this.pages) this.#merge(table, from, to);
    else for (let row = from; row < to; row++) this.#put(table, row);
  }

  /** Writes all rows into a table from one of its rows on. @returns the row behind them. */
  copyTo(table: PageCounts, start: number): number {
    let row = start;
    for (let at = 0; at < this.#length; at += ROW) {
      table.gfns[row] = this.#first + (this.#rows[at] >>> 1);
      table.counts[row] = this.#rows[at + 1];
      table.lastPoints[row] = this.#rows[at + 2];
      table.zero[row++] = this.#rows[at] & 1;
    }
    return row;
  }

  #put({ gfns, counts, lastPoints, zero }: PageCounts, row: number): void {
    const page = gfns[row] - this.#first;
    let low = 0;
    let high = this.pages;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#rows[middle * ROW] >>> 1 < page) low = middle + 1;
      else high = middle;
    }
    const at = low * ROW;
    if (at === this.#length || this.#rows[at] >>> 1 !== page) {
      if (this.#length === this.#rows.length) {
        const larger = new Uint32Array(2 * this.#length);
        larger.set(this.#rows);
        this.#rows = larger;
      }
      this.#rows.copyWithin(at + ROW, at, this.#length);
      this.#rows[at + 1] = 0;
      this.#length += ROW;
    }
    this.#rows[at] = page * 2 + zero[row];
    this.#rows[at + 1] += counts[row];
    this.#rows[at + 2] = lastPoints[row];
  }

  #merge({ gfns, counts, lastPoints, zero }: PageCounts, from: number, to: number): void {
    const rows = this.#rows;
    const merged = new Uint32Array(this.#length + (to - from) * ROW);
    let [at, row, end] = [0, from, 0];
    while (at < this.#length || row < to) {
      const here = at < this.#length ? rows[at] >>> 1 : Infinity;
      const added = row < to ? gfns[row] - this.#first : Infinity;
      const isAdded = added <= here;
      merged[end] = isAdded ? added * 2 + zero[row] : rows[at];
      merged[end + 1] = (isAdded ? counts[row] : 0) + (here <= added ? rows[at + 1] : 0);
      merged[end + 2] = isAdded ? lastPoints[row] : rows[at + 2];
      if (here <= added) at += ROW;
      if (isAdded) row++;
      end += ROW;
    }
    this.#rows = merged;
    this.#length = end;
  }
}
