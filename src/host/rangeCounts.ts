import { CountsSum } from '../trace/countsSum';
import type { DirtyCounts, Trace } from '../trace/trace';

/** Points between two ends of ranges that are kept. */
const ANCHOR = 64;

/** A range's counts, or the promise of them. */
interface Kept {
  readonly from: number;
  readonly to: number;
  readonly counts: Promise<DirtyCounts>;
}

/**
 * How often pages were dirtied, for a map that looks back from the current sync point to where the
 * range begins: each step asks for nearly the range of before. So one is kept that ends a little
 * earlier, and the points after it are added.
 */
export class RangeCounts {
  readonly #trace: Trace;
  #kept: Kept | undefined;
  #last: { readonly from: number; readonly to: number } | undefined;

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** The same as {@link Trace.dirtyCounts}. */
  async of(from: number, to: number): Promise<DirtyCounts> {
    const last = this.#last;
    this.#last = { from, to };
    const anchor = to - (to % ANCHOR) - 1;
    const steps = last?.from === from && Math.abs(to - last.to) < ANCHOR;
    if (!steps || anchor < from + ANCHOR) return this.#trace.dirtyCounts(from, to);
    const sum = new CountsSum();
    sum.add(await this.#until(from, anchor));
    for (let point = anchor + 1; point <= to; point++) {
      const { gfns, zero } = await this.#trace.dirtyPages(point);
      const counts = new Uint32Array(gfns.length).fill(1);
      sum.add({ gfns, zero, counts, lastPoints: new Uint32Array(gfns.length).fill(point) });
    }
    return sum.table();
  }

  /** Kept until another is asked for, unless it fails. */
  #until(from: number, to: number): Promise<DirtyCounts> {
    if (this.#kept?.from === from && this.#kept.to === to) return this.#kept.counts;
    const kept = { from, to, counts: this.#trace.dirtyCounts(from, to) };
    this.#kept = kept;
    kept.counts.catch(() => {
      if (this.#kept === kept) this.#kept = undefined;
    });
    return kept.counts;
  }
}
