import type { CHOICES } from '../app/savedState';

/** Places of the timeline's parts, in CSS pixels from its upper left corner. */

export const OVERVIEW = { top: 8, height: 24 } as const;

/** Middle of the markers below the overview. */
export const MARKER_MIDDLE = 41;

/** Top of the uppermost lane. */
export const LANES_TOP = 52;

/** Above this y, the pointer is on the overview or its markers, and below it on the lanes. */
export const OVERVIEW_BOTTOM = LANES_TOP - 4;

/** Between two lanes. */
const LANE_GAP = 5;

/** Height of the axis below the lanes. */
const AXIS_HEIGHT = 19;

/** Height of one cause's row. */
export const CAUSE_ROW = 11;

/** Widest that a bar gets, where there are few points. */
export const WIDEST_BAR = 24;

/** Lanes that are always there. */
const FIXED_LANES = { pages: 28, pause: 34 } as const;

/** A lane that the user may add. */
export type ExtraLane = (typeof CHOICES.lanes)[number];

export type LaneName = keyof typeof FIXED_LANES | ExtraLane;

/** One lane's place. */
export interface Lane {
  readonly top: number;
  readonly height: number;
}

/** Where the lanes are, and what that makes of the timeline. */
export interface TimelineLayout {
  readonly lanes: ReadonlyMap<LaneName, Lane>;
  /** Bottom of the lowest lane, where the axis begins. */
  readonly bottom: number;
  /** Height of the whole timeline. */
  readonly height: number;
}

/** What belongs together stands together, and the pause keeps its place above the axis where it can. */
const ORDER: readonly LaneName[] = ['pages', 'sent', 'causes', 'held', 'pause'];

/**
 * Places the lanes below each other.
 * @param causes how many causes the trace has.
 */
export function timelineLayout(extra: readonly ExtraLane[], causes: number): TimelineLayout {
  const heights: Readonly<Record<LaneName, number>> = {
    ...FIXED_LANES,
    sent: 24,
    held: 24,
    causes: CAUSE_ROW * Math.max(1, causes),
  };
  const lanes = new Map<LaneName, Lane>();
  let top = LANES_TOP;
  for (const name of ORDER) {
    if (!(name in FIXED_LANES) && !extra.some((each) => each === name)) continue;
    lanes.set(name, { top, height: heights[name] });
    top += heights[name] + LANE_GAP;
  }
  const bottom = top - LANE_GAP;
  return { lanes, bottom, height: bottom + AXIS_HEIGHT };
}
