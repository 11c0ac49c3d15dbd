/**
 * Checks of what the inspector's page asks: a page is a stranger, also our own. Shapes and number
 * ranges are checked here; whether a trace has such a point or page, whoever answers finds out.
 */
import { MAX_GFN } from '../core/gfn';
import { STEPS } from '../core/step';
import type { InspectorRequests } from './inspector';
import { has, MAX_POINT, names, property, text, whole } from './parameterChecks';

/** Makes what came in into the parameters of a request. @throws TypeError naming the wrong part. */
export type InspectorChecks = {
  readonly [K in keyof InspectorRequests]: (
    params: unknown,
  ) => Parameters<InspectorRequests[K]> extends [infer P] ? P : undefined;
};

/** More columns than any screen has pixels. */
const MAX_COLUMNS = 16384;

const MAX_DEVICE_NAME = 256;
const MAX_FIELD_NAME = 1024;
const MAX_FILTER = 1024;

/** One check for each request. */
export const INSPECTOR_CHECKS: InspectorChecks = {
  open: () => undefined,
  timeline: (params) => ({
    from: whole(params, 'from', 0, MAX_POINT),
    to: whole(params, 'to', 0, MAX_POINT),
    columns: whole(params, 'columns', 1, MAX_COLUMNS),
  }),
  point: (params) => ({ point: whole(params, 'point', 0, MAX_POINT) }),
  map: (params) => ({
    from: whole(params, 'from', 0, MAX_POINT),
    to: whole(params, 'to', 0, MAX_POINT),
  }),
  dirty: (params) => ({ point: whole(params, 'point', 0, MAX_POINT) }),
  changedBytes: (params) => ({ point: whole(params, 'point', 0, MAX_POINT) }),
  devices: (params) => ({
    point: whole(params, 'point', 0, MAX_POINT),
    against: whole(params, 'against', 0, MAX_POINT),
  }),
  device: (params) => ({
    point: whole(params, 'point', 0, MAX_POINT),
    device: text(params, 'device', MAX_DEVICE_NAME),
  }),
  findFields: (params) => ({
    point: whole(params, 'point', 0, MAX_POINT),
    against: whole(params, 'against', 0, MAX_POINT),
    filter: text(params, 'filter', MAX_FILTER),
  }),
  series: (params) => ({
    device: text(params, 'device', MAX_DEVICE_NAME),
    field: text(params, 'field', MAX_FIELD_NAME),
    from: whole(params, 'from', 0, MAX_POINT),
    to: whole(params, 'to', 0, MAX_POINT),
    columns: whole(params, 'columns', 1, MAX_COLUMNS),
  }),
  page: (params) => ({
    point: whole(params, 'point', 0, MAX_POINT),
    page: whole(params, 'page', 0, MAX_GFN),
    ...(has(params, 'against') && { against: whole(params, 'against', 0, MAX_POINT) }),
  }),
  pageHistory: (params) => ({
    page: whole(params, 'page', 0, MAX_GFN),
    from: whole(params, 'from', 0, MAX_POINT),
    to: whole(params, 'to', 0, MAX_POINT),
    columns: whole(params, 'columns', 1, MAX_COLUMNS),
  }),
  outputs: (params) => ({ point: whole(params, 'point', 0, MAX_POINT) }),
  move: (params) => ({
    ...(has(params, 'point') && { point: whole(params, 'point', 0, MAX_POINT) }),
    ...(has(params, 'from') && { from: whole(params, 'from', 0, MAX_POINT) }),
    ...(has(params, 'to') && { to: whole(params, 'to', 0, MAX_POINT) }),
    ...(names(params, 'page') && { page: pageOrNone(params) }),
  }),
  step: (params) => {
    const step = STEPS.find((name) => name === property(params, 'step'));
    if (step === undefined) throw new TypeError('"step" must be the name of a step');
    return { step };
  },
  goTo: () => undefined,
  editBookmark: (params) => ({ point: whole(params, 'point', 0, MAX_POINT) }),
};

function pageOrNone(params: unknown): number | null {
  const isNone = (property(params, 'page') ?? null) === null;
  return isNone ? null : whole(params, 'page', 0, MAX_GFN);
}
