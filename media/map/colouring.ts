import type { MapModel } from '../../src/protocol/inspector';

/** The pages that a colouring shows; one element each, in ascending order of GFN. */
export interface ColouredPages {
  readonly gfns: Uint32Array;
  /** How often the page was dirtied in the brushed range. */
  readonly counts: Uint32Array;
  /** The point at which it was last dirtied. */
  readonly lastPoints: Uint32Array;
  /** 1 if the page then held nothing but zeros. */
  readonly zero: Uint8Array;
}

/** What is coloured: the pages of the current point, or those of the brushed range. */
export type Colouring = 'point' | 'range';

/**
 * Picks the pages to colour: those dirtied anywhere in the range, or only those dirtied at the current
 * point. In both, the colour says how often a page was dirtied in the range.
 */
export function colourPages(model: MapModel, colouring: Colouring): ColouredPages {
  if (colouring === 'range') {
    const { gfns, counts, lastPoints, zero } = model;
    return { gfns, counts, lastPoints, zero };
  }
  const gfns = model.pointGfns;
  const counts = new Uint32Array(gfns.length).fill(1);
  const lastPoints = new Uint32Array(gfns.length).fill(model.point);
  let at = 0;
  for (let i = 0; i < gfns.length; i++) {
    while (at < model.gfns.length && model.gfns[at] < gfns[i]) at++;
    // A current point outside the range may have pages that the range never dirtied.
    if (model.gfns[at] !== gfns[i]) continue;
    counts[i] = model.counts[at];
    lastPoints[i] = model.lastPoints[at];
  }
  return { gfns, counts, lastPoints, zero: model.pointZero };
}

/** Index of the first element that is not below the value. */
export function lowerBound(ascending: Uint32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of a page, or -1 if it is not coloured. */
export function indexOfPage(pages: ColouredPages, gfn: number): number {
  const index = lowerBound(pages.gfns, gfn);
  return pages.gfns[index] === gfn ? index : -1;
}

/**
 * The page that stands for a run of pages: the one dirtied most often, data before zeros, the first
 * of equals; the run's first page if none was dirtied.
 */
export function hottestPage(pages: ColouredPages, firstGfn: number, length: number): number {
  let best = -1;
  const end = lowerBound(pages.gfns, firstGfn + length);
  for (let i = lowerBound(pages.gfns, firstGfn); i < end; i++) {
    if (
      best < 0 ||
      pages.zero[i] < pages.zero[best] ||
      (pages.zero[i] === pages.zero[best] && pages.counts[i] > pages.counts[best])
    ) {
      best = i;
    }
  }
  return best < 0 ? firstGfn : pages.gfns[best];
}

/**
 * The first page of the next run of dirtied pages, or of the one before.
 * @param gap pages that may lie between two of the same run, since one cell shows them together.
 */
export function neighbouringRun(
  pages: ColouredPages,
  gfn: number,
  direction: 1 | -1,
  gap: number,
): number | undefined {
  const { gfns } = pages;
  const startsRun = (i: number): boolean => i === 0 || gfns[i] - gfns[i - 1] > gap;
  let i = lowerBound(gfns, gfn);
  if (direction === 1) {
    while (i < gfns.length && (gfns[i] <= gfn || !startsRun(i))) i++;
    return i < gfns.length ? gfns[i] : undefined;
  }
  i--;
  while (i > 0 && !startsRun(i)) i--;
  return i < 0 ? undefined : gfns[i];
}

/** The highest count among pages that hold data; 1 if there is none. */
export function highestCount(pages: ColouredPages): number {
  let highest = 1;
  for (let i = 0; i < pages.counts.length; i++) {
    if (pages.zero[i] === 0 && pages.counts[i] > highest) highest = pages.counts[i];
  }
  return highest;
}
