import { CAUSES, PHASES, type SyncPoint } from '../../src/core/syncPoint';
import type { TimelineColumns } from '../../src/protocol/inspector';

/** The timeline's columns of some points that follow each other, made by looking at each of them. */
export function columnsOfPoints(
  points: readonly SyncPoint[],
  { start = points[0].point, pointsPerColumn = 1 } = {},
): TimelineColumns {
  const last = points[points.length - 1];
  const count = Math.ceil((last.point + 1 - start) / pointsPerColumn);
  const columns = Array.from({ length: count }, (_, column) =>
    points.filter(({ point }) => Math.floor((point - start) / pointsPerColumn) === column),
  );
  const each = (value: (points: readonly SyncPoint[]) => number): number[] => columns.map(value);
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const figures = (reduce: (values: readonly number[]) => number) => ({
    dirtyPages: Float64Array.from(each((some) => reduce(some.map((p) => p.dirtyPages)))),
    sentBytes: Float64Array.from(each((some) => reduce(some.map((p) => p.sentBytes)))),
    pauseUs: Float64Array.from(each((some) => reduce(some.map((p) => p.pauseUs)))),
  });
  const longest = columns.map((some) => some.reduce((a, b) => (b.pauseUs > a.pauseUs ? b : a)));
  return {
    from: points[0].point,
    to: last.point,
    start,
    pointsPerColumn,
    dirtyPages: Uint32Array.from(each((some) => Math.max(...some.map((p) => p.dirtyPages)))),
    sentBytes: Float64Array.from(each((some) => Math.max(...some.map((p) => p.sentBytes)))),
    phasesUs: Float32Array.from(
      longest.flatMap(({ phasesUs }) => PHASES.map((phase) => phasesUs[phase])),
    ),
    longest: Uint32Array.from(longest, ({ point }) => point),
    least: figures((values) => Math.min(...values)),
    sums: figures(sum),
    outputs: Uint32Array.from(each((some) => sum(some.map(({ outputs }) => outputs.length)))),
    outputBytes: Float64Array.from(
      each((some) => sum(some.flatMap(({ outputs }) => outputs.map(({ bytes }) => bytes)))),
    ),
    causes: CAUSES.flatMap((cause) => {
      const counts = each((some) => some.filter((point) => point.cause === cause).length);
      return sum(counts) > 0 ? [{ cause, points: Uint32Array.from(counts) }] : [];
    }),
    startUs: Float64Array.from(each((some) => some[0].epochStartUs)),
    endUs: last.timeUs + last.pauseUs,
  };
}

/** A sync point of 1 ms, 0.6 ms of which the guest runs; what is given stands in its place. */
export function somePoint(point: number, given: Partial<SyncPoint> = {}): SyncPoint {
  const pauseUs = given.pauseUs ?? 400;
  const none = { stop: 0, collect: 0, devices: 0, copy: 0, send: 0, ack: 0, resume: 0 };
  return {
    point,
    epochStartUs: point * 1000,
    timeUs: point * 1000 + 600,
    cause: 'timer',
    outputs: [],
    dirtyPages: 1,
    zeroPages: 0,
    sentBytes: 4096,
    phasesUs: { ...none, stop: pauseUs / 4, copy: (pauseUs * 3) / 4 },
    pauseUs,
    changedDevices: [],
    ...given,
  };
}

/** Points from one number to another. */
export function somePoints(
  from: number,
  to: number,
  given: (point: number) => Partial<SyncPoint> = () => ({}),
): SyncPoint[] {
  return Array.from({ length: to - from + 1 }, (_, i) => somePoint(from + i, given(from + i)));
}
