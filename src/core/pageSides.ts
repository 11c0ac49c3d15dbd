/**
 * On which sides of a comparison a page is, where it is not the same on both: the words of the replay,
 * the protocol and the pages that show a comparison. Lists of pages hold indexes in this array.
 *
 * Of contents: `both` sides hold data that differs, or only one side holds anything but zeros. Of what
 * was written: in both ranges, or in only one of them.
 */
export const PAGE_SIDES = ['both', 'left', 'right'] as const;

/** One of {@link PAGE_SIDES}. */
export type PageSide = (typeof PAGE_SIDES)[number];
