import { lowerBound, type ColouredPages } from './colouring';

/** What a cell shows of its pages: data wins over zeros, and zeros over unchanged. */
export const CELL = { unchanged: 0, zero: 1, data: 2 } as const;

/** The cells of one region; one element each, in the order of their pages. */
export interface CellSummary {
  /** One of {@link CELL}. */
  readonly kinds: Uint8Array;
  /** The highest count among the pages that decide the kind, so that one hot page never vanishes. */
  readonly counts: Uint32Array;
  /** How many of the cell's pages were dirtied. */
  readonly dirtied: Uint32Array;
}

/** How many cells show a number of pages. */
export function cellCount(pages: number, pagesPerCell: number): number {
  return Math.ceil(pages / pagesPerCell);
}

/** Sums a region's pages up in cells of `pagesPerCell` consecutive pages. */
export function summarizeCells(
  pages: ColouredPages,
  region: { readonly firstGfn: number; readonly pages: number },
  pagesPerCell: number,
): CellSummary {
  const length = cellCount(region.pages, pagesPerCell);
  const kinds = new Uint8Array(length);
  const counts = new Uint32Array(length);
  const dirtied = new Uint32Array(length);
  const end = lowerBound(pages.gfns, region.firstGfn + region.pages);
  for (let i = lowerBound(pages.gfns, region.firstGfn); i < end; i++) {
    const cell = Math.floor((pages.gfns[i] - region.firstGfn) / pagesPerCell);
    const kind = pages.zero[i] !== 0 ? CELL.zero : CELL.data;
    dirtied[cell]++;
    if (kind > kinds[cell]) {
      kinds[cell] = kind;
      counts[cell] = pages.counts[i];
    } else if (kind === kinds[cell] && pages.counts[i] > counts[cell]) {
      counts[cell] = pages.counts[i];
    }
  }
  return { kinds, counts, dirtied };
}
