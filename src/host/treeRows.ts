import type { SyncPoint } from '../core/syncPoint';
import type { Trace } from '../trace/trace';
import type { MatchList } from './search/matchList';

/** Numbers from one to another, inclusive; none if the second is below the first. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** The sync points that the tree lists, ascending, each with an index. */
export interface TreeRows {
  /** Another where the same indices would mean others. */
  readonly id: string;
  /** The indices of those that are listed. */
  readonly indices: Span;
  /** Whether these are all that lie between the first and the last. */
  readonly isAll: boolean;
  pointAt(index: number): number;
  /** Undefined if the point has none. */
  indexOf(point: number): number | undefined;
  /** What the trace tells of those from one index to another, inclusive. */
  read(from: number, to: number): Promise<readonly SyncPoint[]>;
}

/** All sync points of a range. */
export function allRows(trace: Trace, { from, to }: Span): TreeRows {
  return {
    id: '',
    indices: { from, to },
    isAll: true,
    pointAt: (index) => index,
    indexOf: (point) => point,
    read: (first, last) => trace.points(first, last),
  };
}

/** Those of a range that were found. */
export function matchRows(list: MatchList, range: Span): TreeRows {
  return {
    id: `?${list.id}`,
    indices: list.within(range),
    isAll: false,
    pointAt: (index) => list.pointAt(index),
    indexOf: (point) => list.indexOf(point),
    async read(from, to) {
      const points: SyncPoint[] = [];
      for (let index = from; index <= to; index++) {
        const first = list.pointAt(index);
        while (index < to && list.pointAt(index + 1) === list.pointAt(index) + 1) index++;
        points.push(...(await list.trace.points(first, list.pointAt(index))));
      }
      return points;
    },
  };
}
