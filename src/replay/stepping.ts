import type { Gfn } from '../core/gfn';
import type { Step } from '../core/step';
import type { Trace } from '../trace/trace';

export type { Step } from '../core/step';

/** Towards later or earlier sync points. */
export type Direction = 'forward' | 'backward';

/** Points looked at first: few, since what is sought is mostly near. Each further range doubles. */
const FIRST_RANGE = 64;

/** Most points read at once when looking for a cause, so that a far one never costs much memory. */
const LARGEST_RANGE = 8192;

/**
 * The sync point that a step from `from` leads to; undefined if there is none.
 *
 * Looks at ranges of points that grow with the distance from `from`; never at all of them at once.
 *
 * @param page the page that `nextPageChange` and `previousPageChange` follow; without one they lead
 *   nowhere. Point 0 carries every page and dirties none, so no page change leads there.
 * @throws RangeError if the trace has no point `from`, or no such page.
 */
export async function findStep(
  trace: Trace,
  from: number,
  step: Step,
  page?: Gfn,
): Promise<number | undefined> {
  const last = trace.pointCount - 1;
  if (!Number.isInteger(from) || from < 0 || from > last) {
    throw new RangeError(`${trace.name} has sync points 0 to ${last}, not ${from}`);
  }
  switch (step) {
    case 'next':
      return from < last ? from + 1 : undefined;
    case 'previous':
      return from > 0 ? from - 1 : undefined;
    case 'first':
      return 0;
    case 'last':
      return last;
    case 'nextSameCause':
      return findSameCause(trace, from, 'forward');
    case 'previousSameCause':
      return findSameCause(trace, from, 'backward');
    case 'nextPageChange':
      return page === undefined ? undefined : findPageChange(trace, from, 'forward', page);
    case 'previousPageChange':
      return page === undefined ? undefined : findPageChange(trace, from, 'backward', page);
  }
}

async function findSameCause(
  trace: Trace,
  from: number,
  direction: Direction,
): Promise<number | undefined> {
  const { cause } = await trace.point(from);
  for (const range of rangesFrom(trace, from, direction, LARGEST_RANGE)) {
    const points = await trace.points(range.from, range.to);
    const found =
      direction === 'forward'
        ? points.find((point) => point.cause === cause)
        : points.findLast((point) => point.cause === cause);
    if (found) return found.point;
  }
  return undefined;
}

async function findPageChange(
  trace: Trace,
  from: number,
  direction: Direction,
  page: Gfn,
): Promise<number | undefined> {
  // A page's history is short where it is rare, however many points it covers: ranges grow freely.
  for (const range of rangesFrom(trace, from, direction, Infinity)) {
    const history = await trace.pageHistory(page, range.from, range.to);
    const found = direction === 'forward' ? history[0] : history[history.length - 1];
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Ranges of points, inclusive at both ends, that lead away from `from` and together cover all points
 * on that side of it.
 */
export function* rangesFrom(
  trace: Trace,
  from: number,
  direction: Direction,
  largest: number,
): Generator<{ readonly from: number; readonly to: number }> {
  let size = FIRST_RANGE;
  let edge = from;
  const last = trace.pointCount - 1;
  while (direction === 'forward' ? edge < last : edge > 0) {
    if (direction === 'forward') {
      const to = Math.min(last, edge + size);
      yield { from: edge + 1, to };
      edge = to;
    } else {
      const to = Math.max(0, edge - size);
      yield { from: to, to: edge - 1 };
      edge = to;
    }
    size = Math.min(largest, size * 2);
  }
}
