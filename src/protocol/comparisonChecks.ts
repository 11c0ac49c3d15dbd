/** Checks of what the comparing page asks, as in inspectorChecks.ts. */
import { MAX_GFN } from '../core/gfn';
import {
  COMPARED_SIDES,
  type ComparedRange,
  type ComparedRanges,
  type ComparedSide,
  type ComparisonRequests,
} from './comparison';
import { has, MAX_POINT, property, whole } from './parameterChecks';

/** Makes what came in into the parameters of a request. @throws TypeError naming the wrong part. */
export type ComparisonChecks = {
  readonly [K in keyof ComparisonRequests]: (
    params: unknown,
  ) => Parameters<ComparisonRequests[K]> extends [infer P] ? P : undefined;
};

/** One check for each request. */
export const COMPARISON_CHECKS: ComparisonChecks = {
  open: () => undefined,
  figures: comparedRanges,
  pages: comparedRanges,
  written: comparedRanges,
  devices: comparedRanges,
  page: (params) => ({
    ranges: comparedRanges(property(params, 'ranges')),
    page: whole(params, 'page', 0, MAX_GFN),
  }),
  shown: comparedRanges,
  chooseTrace: (params) => ({ side: comparedSide(params) }),
  swap: comparedRanges,
  reveal: (params) => ({
    side: comparedSide(params),
    point: whole(params, 'point', 0, MAX_POINT),
    ...(has(params, 'page') && { page: whole(params, 'page', 0, MAX_GFN) }),
  }),
};

/** Two ranges of sync points, each from its first to its last. */
export function comparedRanges(params: unknown): ComparedRanges {
  return {
    left: comparedRange(property(params, 'left')),
    right: comparedRange(property(params, 'right')),
  };
}

function comparedRange(params: unknown): ComparedRange {
  const from = whole(params, 'from', 0, MAX_POINT);
  return { from, to: whole(params, 'to', from, MAX_POINT) };
}

function comparedSide(params: unknown): ComparedSide {
  const side = COMPARED_SIDES.find((name) => name === property(params, 'side'));
  if (side === undefined) throw new TypeError('"side" must be left or right');
  return side;
}
