/** Where a version of a page is kept. */
export interface PageRef {
  /** Offset of the BASE or BLOCK record; 0 stands for a page of zeros. */
  readonly offset: number;
  /** Position in the unpacked payload, times 2, plus 1 if a delta is there rather than a full page. */
  readonly place: number;
}

/** The page that holds nothing but zeros. */
export const ZERO_REF: PageRef = { offset: 0, place: 0 };
