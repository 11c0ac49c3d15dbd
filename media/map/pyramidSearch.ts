import type { PagePlace } from './pageNumbers';
import type { Pyramid } from './pyramid';

/**
 * The page of a cell that the cell shows: the one with the highest code, the first of equals; the
 * first page if none was dirtied.
 */
export function hottestPage(
  pyramid: Pyramid,
  region: number,
  cell: number,
  pagesPerCell: number,
): number {
  return descend(pyramid, region, cell, pagesPerCell, (left, right) => left >= right);
}

/** The first page of a cell that was dirtied; its first page if none was. */
export function firstDirtyPage(
  pyramid: Pyramid,
  region: number,
  cell: number,
  pagesPerCell: number,
): number {
  return descend(pyramid, region, cell, pagesPerCell, (left, right) => left > 0 || right === 0);
}

/** How many of a cell's pages were dirtied, as far as the finest level tells them apart. */
export function dirtyPagesOf(
  pyramid: Pyramid,
  region: number,
  cell: number,
  pagesPerCell: number,
): number {
  const { finest } = pyramid.plan;
  const codes = pyramid.level(region, finest);
  const first = (cell * pagesPerCell) / finest;
  const end = Math.min(codes.length, first + pagesPerCell / finest);
  let count = 0;
  for (let i = first; i < end; i++) if (codes[i] > 0) count++;
  return count;
}

/** The first page that was dirtied at all. */
export function firstDirtyPlace(pyramid: Pyramid): PagePlace | undefined {
  return firstFrom(pyramid, 0, 0, pyramid.plan.finest);
}

/**
 * The first dirtied page of the next run of cells, or of the one before; a run is broken by a cell
 * that shows nothing dirtied, and by the end of a region.
 */
export function neighbouringRun(
  pyramid: Pyramid,
  { region, page }: PagePlace,
  direction: 1 | -1,
  pagesPerCell: number,
): PagePlace | undefined {
  const cell = Math.floor(page / pagesPerCell);
  const codes = pyramid.level(region, pagesPerCell);
  if (direction === 1) {
    let after = cell;
    while (after < codes.length && codes[after] > 0) after++;
    return firstFrom(pyramid, region, after, pagesPerCell);
  }
  const start = runStart(codes, cell);
  if (start !== undefined) {
    const first = firstDirtyPage(pyramid, region, start, pagesPerCell);
    if (first < page) return { region, page: first };
  }
  return lastRunBefore(pyramid, region, start ?? cell, pagesPerCell);
}

/** Where the run begins that a cell is in; undefined if the cell shows nothing dirtied. */
function runStart(codes: Uint8Array, cell: number): number | undefined {
  if (codes[cell] === 0) return undefined;
  let start = cell;
  while (start > 0 && codes[start - 1] > 0) start--;
  return start;
}

/** The first dirtied page in or after a cell, also in later regions. */
function firstFrom(
  pyramid: Pyramid,
  region: number,
  cell: number,
  pagesPerCell: number,
): PagePlace | undefined {
  for (let at = region; at < pyramid.plan.regions.length; at++) {
    const from = at === region ? cell : 0;
    const found = nextDirty(pyramid, at, from, pagesPerCell);
    if (found !== undefined) {
      return { region: at, page: firstDirtyPage(pyramid, at, found, pagesPerCell) };
    }
  }
  return undefined;
}

/** The first dirtied page of the last run that ends before a cell, also in earlier regions. */
function lastRunBefore(
  pyramid: Pyramid,
  region: number,
  cell: number,
  pagesPerCell: number,
): PagePlace | undefined {
  for (let at = region; at >= 0; at--) {
    const codes = pyramid.level(at, pagesPerCell);
    const end = at === region ? cell : codes.length;
    let last = end - 1;
    while (last >= 0 && codes[last] === 0) last--;
    const start = last < 0 ? undefined : runStart(codes, last);
    if (start !== undefined) {
      return { region: at, page: firstDirtyPage(pyramid, at, start, pagesPerCell) };
    }
  }
  return undefined;
}

function nextDirty(
  pyramid: Pyramid,
  region: number,
  from: number,
  pagesPerCell: number,
): number | undefined {
  const codes = pyramid.level(region, pagesPerCell);
  for (let cell = from; cell < codes.length; cell++) if (codes[cell] > 0) return cell;
  return undefined;
}

/** @param goLeft whether the page looked for is in the left one of two cells with these codes. */
function descend(
  pyramid: Pyramid,
  region: number,
  cell: number,
  pagesPerCell: number,
  goLeft: (left: number, right: number) => boolean,
): number {
  const { finest } = pyramid.plan;
  let at = cell;
  for (let pages = pagesPerCell / 2; pages >= finest; pages /= 2) {
    const codes = pyramid.level(region, pages);
    const right = 2 * at + 1 < codes.length ? codes[2 * at + 1] : 0;
    at = goLeft(codes[2 * at], right) ? 2 * at : 2 * at + 1;
  }
  return at * finest;
}
