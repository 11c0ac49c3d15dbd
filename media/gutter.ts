/** Width of the gutter left of the timeline's plots and of the page map, which therefore line up. */
export const GUTTER = 68;

/** Room right of the same, in CSS pixels as well. */
export const MARGIN_RIGHT = 20;
