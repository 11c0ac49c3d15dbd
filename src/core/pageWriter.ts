/** Who wrote a page first in an epoch. */
export type PageWriter =
  /** The instruction at this linear address. */
  | { readonly kind: 'instruction'; readonly address: number }
  /** A device by DMA, by its name. */
  | { readonly kind: 'device'; readonly device: string };

/** The first writers of some pages: many pages have the same. */
export interface PageWriters {
  /** For each page, in the order of the pages: 1 more than the writer's place in the list; 0 if it is not known. */
  readonly of: Uint32Array;
  readonly list: readonly PageWriter[];
}

/** The writer of the i-th page; undefined if it is not known. */
export function writerAt({ of, list }: PageWriters, i: number): PageWriter | undefined {
  return of[i] === 0 ? undefined : list[of[i] - 1];
}
