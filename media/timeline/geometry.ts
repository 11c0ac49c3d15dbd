/** Places of the timeline's parts, in CSS pixels from its upper left corner. */

export const OVERVIEW = { top: 8, height: 24 } as const;

/** Middle of the markers below the overview. */
export const MARKER_MIDDLE = 41;

export const PAGES_LANE = { top: 52, height: 28 } as const;

export const PAUSE_LANE = { top: 85, height: 34 } as const;

/** Bottom of the lowest lane. */
export const LANES_BOTTOM = PAUSE_LANE.top + PAUSE_LANE.height;

/** Widest that a bar gets, where there are few points. */
export const WIDEST_BAR = 24;
