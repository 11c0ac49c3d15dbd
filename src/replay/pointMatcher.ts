import { sameLeaf, type DeviceState } from '../core/deviceState';
import { asGfn, gfnOf, PAGE_SIZE, type Gfn, type GuestAddress } from '../core/gfn';
import { CAUSES, type Cause } from '../core/syncPoint';
import type { PointColumns } from '../trace/pointColumns';
import { PointList } from '../trace/pointList';
import type { RangeFigures } from '../trace/rangeFigures';
import type { Trace } from '../trace/trace';

/**
 * Something that is so at some sync points of a trace and not at others. It is found in two steps:
 * the trace's indexes name the candidates, and only where they cannot tell is a candidate looked at.
 */
export interface PointMatcher {
  /**
   * The points of a range, inclusive, at which it may be so: ascending, in pieces that may be empty.
   * @throws the signal's reason once that is aborted.
   */
  candidates(
    trace: Trace,
    from: number,
    to: number,
    signal?: AbortSignal,
  ): AsyncIterable<Uint32Array>;
  /** Set if finding candidates takes reading states of devices, as confirming them does. */
  readonly readsStates?: boolean;
  /** Whether it is so at a candidate. Without this it is so at all of them. */
  confirm?(trace: Trace, point: number): Promise<boolean>;
}

/** From so many points on it is worth asking first what they add up to. */
const SUMMED_POINTS = 1024;

/** Sync points that a cause asked for. */
export function ofCause(cause: Cause): PointMatcher {
  const code = CAUSES.indexOf(cause);
  return ofFacts(
    (points, i) => points.columns.causes[i] === code,
    (figures) => figures.causes[cause] > 0,
  );
}

/** Sync points whose pause was longer than this. */
export function ofPauseAbove(microseconds: number): PointMatcher {
  return ofFacts(
    (points, i) => points.pauseUs(i) > microseconds,
    // Sums of times are rounded to nanoseconds, and a pause may be the least bit longer.
    (figures) => figures.pauseUs.max + 0.001 > microseconds,
  );
}

/** Sync points at which at least one page from one GFN to another was dirty, whatever was written. */
export function ofDirtyPages(firstGfn: Gfn, lastGfn: Gfn): PointMatcher {
  return {
    async *candidates(trace, from, to, signal) {
      signal?.throwIfAborted();
      yield trace.pointsTouching(firstGfn, lastGfn, from, to);
    },
  };
}

/** Sync points at which at least one byte of guest memory in a range became another. */
export function ofChangedBytes(start: GuestAddress, bytes: number): PointMatcher {
  const first = gfnOf(start);
  const last = Math.floor((start + bytes - 1) / PAGE_SIZE);
  return {
    ...ofDirtyPages(first, asGfn(last)),
    async confirm(trace, point) {
      if (point === 0) return false;
      const { gfns } = await trace.dirtyPages(point);
      for (const number of gfns) {
        if (number < first || number > last) continue;
        const gfn = asGfn(number);
        const [before, after] = [await trace.page(gfn, point - 1), await trace.page(gfn, point)];
        const from = Math.max(0, start - number * PAGE_SIZE);
        const to = Math.min(PAGE_SIZE, start + bytes - number * PAGE_SIZE);
        if (!sameLeaf(before.bytes.subarray(from, to), after.bytes.subarray(from, to))) return true;
      }
      return false;
    },
  };
}

/**
 * Sync points at which a field of a device became another.
 * @param path the field's, or the beginning of several fields' paths up to a dot; empty: any of the
 *   device's fields.
 */
export function ofChangedField(device: string, path: string): PointMatcher {
  const changed: PointMatcher = {
    async *candidates(trace, from, to, signal) {
      for await (const points of trace.columns(from, to)) {
        signal?.throwIfAborted();
        yield pointsChanging(points, device);
      }
    },
  };
  if (path === '') return changed;
  return {
    ...changed,
    async confirm(trace, point) {
      if (point === 0) return false;
      const before = stateOf(await trace.devices(point - 1), device);
      const after = stateOf(await trace.devices(point), device);
      return before !== after && !sameFields(before, after, path);
    },
  };
}

/** Sync points at which one is so, and the other as well. The first is asked first. */
export function both(one: PointMatcher, other: PointMatcher): PointMatcher {
  const confirms = [one.confirm?.bind(one), other.confirm?.bind(other)].filter(
    (each) => each !== undefined,
  );
  return {
    readsStates: [one, other].some(({ readsStates }) => readsStates === true),
    async *candidates(trace, from, to, signal) {
      for await (const points of one.candidates(trace, from, to, signal)) {
        if (points.length === 0) continue;
        const [first, last] = [points[0], points[points.length - 1]];
        for await (const others of other.candidates(trace, first, last, signal)) {
          yield commonPoints(points, others);
        }
      }
    },
    ...(confirms.length > 0 && {
      async confirm(trace: Trace, point: number) {
        for (const confirm of confirms) if (!(await confirm(trace, point))) return false;
        return true;
      },
    }),
  };
}

/** The points of a range at which it is so, ascending; as few are looked at as are asked for. */
export async function* matchesOf(
  matcher: PointMatcher,
  trace: Trace,
  from: number,
  to: number,
  signal?: AbortSignal,
): AsyncGenerator<number, void, void> {
  for await (const points of matcher.candidates(trace, from, to, signal)) {
    for (const point of points) {
      if (matcher.confirm !== undefined) {
        signal?.throwIfAborted();
        if (!(await matcher.confirm(trace, point))) continue;
      }
      yield point;
    }
  }
}

/**
 * @param isSo at the i-th of some points.
 * @param maySo whether it may be so at one of the points that have these figures together.
 */
function ofFacts(
  isSo: (points: PointColumns, i: number) => boolean,
  maySo: (figures: RangeFigures) => boolean,
): PointMatcher {
  return {
    async *candidates(trace, from, to, signal) {
      // Figures of few points are made of the points themselves.
      if (to - from >= SUMMED_POINTS && !maySo(await trace.figures(from, to))) return;
      for await (const points of trace.columns(from, to)) {
        signal?.throwIfAborted();
        yield pointsWhere(points, (i) => isSo(points, i));
      }
    },
  };
}

function pointsChanging(points: PointColumns, device: string): Uint32Array {
  const { from, devices, names } = points.columns.changed;
  const number = names.indexOf(device);
  if (number < 0) return new Uint32Array();
  return pointsWhere(points, (i) => devices.subarray(from[i], from[i + 1]).includes(number));
}

function pointsWhere(points: PointColumns, isSo: (i: number) => boolean): Uint32Array {
  const found = new PointList();
  for (let i = 0; i < points.length; i++) if (isSo(i)) found.add(points.firstPoint + i);
  return found.copy();
}

function commonPoints(some: Uint32Array, others: Uint32Array): Uint32Array {
  const common = new PointList();
  let k = 0;
  for (const point of some) {
    while (k < others.length && others[k] < point) k++;
    if (k < others.length && others[k] === point) common.add(point);
  }
  return common.copy();
}

function stateOf(states: readonly DeviceState[], device: string): DeviceState | undefined {
  return states.find(({ schema }) => schema.device === device);
}

/** Whether all fields of the path hold the same, and are there on both sides. */
function sameFields(
  before: DeviceState | undefined,
  after: DeviceState | undefined,
  path: string,
): boolean {
  const [was, is] = [fieldsBelow(before, path), fieldsBelow(after, path)];
  return (
    was.length === is.length &&
    was.every(([name, value], i) => name === is[i][0] && sameLeaf(value, is[i][1]))
  );
}

function fieldsBelow(
  state: DeviceState | undefined,
  path: string,
): (readonly [string, DeviceState['values'][number]])[] {
  return (state?.schema.fields ?? []).flatMap((field, i) =>
    state !== undefined && isBelow(field, path) ? [[field, state.values[i]] as const] : [],
  );
}

/** Whether a field's path is this one, or begins with it up to a dot. */
export function isBelow(field: string, path: string): boolean {
  return field === path || field.startsWith(`${path}.`);
}
