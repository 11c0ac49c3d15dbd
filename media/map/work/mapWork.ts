import { unpackCounts, type MapModel, type RangeCounts } from '../../../src/protocol/inspector';
import { countZeros, hottestOf, recencyCodes, timesCodes, type RangeColouring } from '../colouring';
import { countPages, indexOfPage, type PageRun } from '../pageNumbers';
import { planPyramid, Pyramid } from '../pyramid';

/** A range's pages, coloured. */
export interface ColouredRange {
  readonly from: number;
  readonly to: number;
  readonly colouring: RangeColouring;
  /** The codes of a pyramid; whoever gets them owns them. */
  readonly codes: Uint8Array<ArrayBuffer>;
  /** How many pages of each region were dirtied. */
  readonly dirtied: readonly number[];
  /** How many of the range's pages are all zero. */
  readonly zeros: number;
  /** How often the hottest page of data was dirtied. */
  readonly highest: number;
  /** GFN of the first of these; undefined where times are not coloured, or there is no data. */
  readonly hottest: number | undefined;
}

/** What a range knows of one page. */
export interface PageFacts {
  /** How often it was dirtied; 0 for never, and then the others mean nothing. */
  readonly count: number;
  readonly lastPoint: number;
  /** Whether it was all zero at that point. */
  readonly zero: boolean;
}

const NEVER: PageFacts = { count: 0, lastPoint: 0, zero: false };
const NO_PAGES = new Uint32Array(0);

/**
 * The part of the page map that may take longer than a frame: it keeps the counts of the range, and
 * makes pyramids of them. Runs in a worker, and where there is none, in the page.
 */
export class MapWork {
  readonly #regions: readonly PageRun[];
  readonly #plan;
  #range: { readonly from: number; readonly to: number; readonly counts: RangeCounts } | undefined;

  constructor(regions: readonly PageRun[]) {
    this.#regions = regions;
    this.#plan = planPyramid(regions);
  }

  /** Takes another range in place of the one before. @throws RangeError if its bytes are damaged. */
  setRange({ from, to, pages, packed }: MapModel): void {
    this.#range = undefined;
    this.#range = { from, to, counts: unpackCounts(packed, pages, to) };
  }

  /**
   * Makes the pyramid of the range.
   * @param recycled codes of a pyramid that nobody needs any more.
   */
  colour(colouring: RangeColouring, recycled?: Uint8Array<ArrayBuffer>): ColouredRange {
    const { from, to, counts } = this.#known();
    const { highest, hottest } = hottestOf(counts);
    const codes =
      colouring === 'times' ? timesCodes(counts, highest) : recencyCodes(counts, from, to);
    recycled?.fill(0);
    const pyramid = new Pyramid(this.#plan, recycled);
    pyramid.replace(NO_PAGES, counts.gfns, codes);
    const dirtied = countPages(this.#regions, counts.gfns);
    const zeros = countZeros(counts.zero);
    return {
      ...{ from, to, colouring, codes: pyramid.codes, dirtied, zeros, highest },
      hottest: colouring === 'times' ? hottest : undefined,
    };
  }

  /** What the range knows of a page. */
  facts(gfn: number): PageFacts {
    const { counts } = this.#known();
    const i = indexOfPage(counts.gfns, gfn);
    if (i < 0) return NEVER;
    return {
      count: counts.counts[i],
      lastPoint: counts.lastPoints[i],
      zero: counts.zero[i] !== 0,
    };
  }

  #known(): { readonly from: number; readonly to: number; readonly counts: RangeCounts } {
    if (this.#range === undefined) throw new Error('the map knows no range of sync points yet');
    return this.#range;
  }
}
