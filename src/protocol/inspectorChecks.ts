/**
 * Checks of what the inspector's page asks: a page is a stranger, also our own. Shapes and number
 * ranges are checked here; whether a trace has such a point or page, whoever answers finds out.
 */
import { MAX_GFN } from '../core/gfn';
import { STEPS } from '../core/step';
import type { InspectorRequests, Position } from './inspector';

/** Makes what came in into the parameters of a request. @throws TypeError naming the wrong part. */
export type InspectorChecks = {
  readonly [K in keyof InspectorRequests]: (
    params: unknown,
  ) => Parameters<InspectorRequests[K]> extends [infer P] ? P : undefined;
};

/** More columns than any screen has pixels. */
const MAX_COLUMNS = 16384;

const MAX_POINT = 2 ** 32 - 1;
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
  page: (params) => ({ ...position(params), page: whole(params, 'page', 0, MAX_GFN) }),
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
};

function position(params: unknown): Position {
  return {
    point: whole(params, 'point', 0, MAX_POINT),
    from: whole(params, 'from', 0, MAX_POINT),
    to: whole(params, 'to', 0, MAX_POINT),
    page: has(params, 'page') ? whole(params, 'page', 0, MAX_GFN) : undefined,
  };
}

function property(params: unknown, name: string): unknown {
  if (typeof params !== 'object' || params === null) {
    throw new TypeError('the parameters must be an object');
  }
  return Object.hasOwn(params, name) ? (params as Record<string, unknown>)[name] : undefined;
}

/** Whether the property is there, also as undefined. */
function names(params: unknown, name: string): boolean {
  return typeof params === 'object' && params !== null && Object.hasOwn(params, name);
}

function pageOrNone(params: unknown): number | null {
  const isNone = (property(params, 'page') ?? null) === null;
  return isNone ? null : whole(params, 'page', 0, MAX_GFN);
}

function has(params: unknown, name: string): boolean {
  return property(params, name) !== undefined;
}

function whole(params: unknown, name: string, least: number, most: number): number {
  const value = property(params, name);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw new TypeError(`"${name}" must be a whole number from ${least} to ${most}`);
  }
  return value;
}

function text(params: unknown, name: string, mostCharacters: number): string {
  const value = property(params, name);
  if (typeof value !== 'string' || value.length > mostCharacters) {
    throw new TypeError(`"${name}" must be text of at most ${mostCharacters} characters`);
  }
  return value;
}
