/** A run of guest memory, counted in pages. */
export interface PageRun {
  readonly firstGfn: number;
  readonly pages: number;
}

/** Where a page is: in which region, and how many pages of that are before it. */
export interface PagePlace {
  readonly region: number;
  readonly page: number;
}

/** The place of a page; undefined if no region holds it. @param regions in ascending order. */
export function placeOfPage(regions: readonly PageRun[], gfn: number): PagePlace | undefined {
  for (let region = 0; region < regions.length; region++) {
    const page = gfn - regions[region].firstGfn;
    if (page >= 0 && page < regions[region].pages) return { region, page };
  }
  return undefined;
}

/**
 * Goes through pages that come in ascending order, as those of every model do; those that no region
 * holds are left out.
 * @param visit gets the page's region, its number in it, and its number in the list.
 */
export function visitPages(
  regions: readonly PageRun[],
  gfns: Uint32Array,
  visit: (region: number, page: number, i: number) => void,
): void {
  let region = 0;
  for (let i = 0; i < gfns.length; i++) {
    const gfn = gfns[i];
    while (region < regions.length && gfn >= regions[region].firstGfn + regions[region].pages) {
      region++;
    }
    if (region === regions.length) return;
    const page = gfn - regions[region].firstGfn;
    if (page >= 0) visit(region, page, i);
  }
}

/** How many pages of an ascending list each region holds. */
export function countPages(regions: readonly PageRun[], gfns: Uint32Array): number[] {
  return regions.map(
    ({ firstGfn, pages }) => lowerBound(gfns, firstGfn + pages) - lowerBound(gfns, firstGfn),
  );
}

/** Index of a page in an ascending list, or -1 if it is not there. */
export function indexOfPage(gfns: Uint32Array, gfn: number): number {
  const index = lowerBound(gfns, gfn);
  return index < gfns.length && gfns[index] === gfn ? index : -1;
}

/** Index of the first that is not below a value. */
function lowerBound(ascending: Uint32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
