import { asGfn, asGuestAddress, gfnOf, PAGE_SIZE, type Gfn, type GuestAddress } from './gfn';

/** A named, page-aligned run of guest physical memory. */
export interface MemoryRegion {
  readonly name: string;
  /** Guest physical address of the first byte; a multiple of the page size. */
  readonly start: GuestAddress;
  /** Length in bytes; a multiple of the page size, and not 0. */
  readonly bytes: number;
}

/**
 * The guest's pages in ascending order of GFN, without the holes between regions.
 *
 * A **page index** counts pages over all regions, so that arrays with one element a page stay dense
 * whatever the guest's memory map looks like; a GFN is what the guest and its users call the page.
 */
export class PageSpace {
  /** In ascending order of start, not overlapping. */
  readonly regions: readonly MemoryRegion[];
  /** Pages in all regions together. */
  readonly pageCount: number;
  readonly #firstIndex: readonly number[];

  /** @throws RangeError if a region is empty, unaligned, or overlaps another. */
  constructor(regions: readonly MemoryRegion[]) {
    const sorted = [...regions].sort((a, b) => a.start - b.start);
    const firstIndex: number[] = [];
    let pages = 0;
    let end = 0;
    for (const { name, start, bytes } of sorted) {
      asGuestAddress(start);
      if (start % PAGE_SIZE !== 0 || bytes % PAGE_SIZE !== 0 || bytes <= 0) {
        throw new RangeError(`memory region "${name}" is not a whole number of pages`);
      }
      if (start < end) throw new RangeError(`memory region "${name}" overlaps the one before it`);
      firstIndex.push(pages);
      pages += bytes / PAGE_SIZE;
      end = start + bytes;
    }
    this.regions = sorted;
    this.pageCount = pages;
    this.#firstIndex = firstIndex;
  }

  /** Bytes in all regions together. */
  get bytes(): number {
    return this.pageCount * PAGE_SIZE;
  }

  /** The page's index, or -1 if no region holds the page. */
  indexOf(gfn: Gfn): number {
    for (let i = this.regions.length - 1; i >= 0; i--) {
      const region = this.regions[i];
      const offset = gfn - gfnOf(region.start);
      if (offset >= 0) return offset < region.bytes / PAGE_SIZE ? this.#firstIndex[i] + offset : -1;
    }
    return -1;
  }

  /** The GFN of a page index. @throws RangeError if there is no such page. */
  gfnAt(index: number): Gfn {
    const region = this.#regionAt(index);
    return asGfn(gfnOf(this.regions[region].start) + index - this.#firstIndex[region]);
  }

  /** The region that holds the page, or undefined if none does. */
  regionOf(gfn: Gfn): MemoryRegion | undefined {
    const index = this.indexOf(gfn);
    return index < 0 ? undefined : this.regions[this.#regionAt(index)];
  }

  #regionAt(index: number): number {
    if (!Number.isInteger(index) || index < 0 || index >= this.pageCount) {
      throw new RangeError(`the guest has ${this.pageCount} pages, none with index ${index}`);
    }
    let region = this.regions.length - 1;
    while (this.#firstIndex[region] > index) region--;
    return region;
  }
}
