import { PHASES, type SyncPoint } from '../core/syncPoint';
import type { Trace } from '../trace/trace';
import { summarizeRange, type CauseSummary, type TraceSummary } from './summary';
import type { Distribution } from './distribution';

/** How a figure is to be written; durations are microseconds. */
export type FigureKind = 'count' | 'decimal' | 'bytes' | 'duration' | 'text';

/** One figure of two sides; a side that lacks it has none. */
export interface ComparedFigure {
  /** Figures of one group follow one another. */
  readonly group: string;
  readonly name: string;
  readonly kind: FigureKind;
  readonly left: number | string | undefined;
  readonly right: number | string | undefined;
}

/** Sync points of a trace, inclusive at both ends. */
interface Side {
  readonly trace: Trace;
  readonly from: number;
  readonly to: number;
}

type Value = number | string | undefined;

/**
 * The figures of two sides beside each other: of two sync points what is known of each, of ranges their
 * statistics; and of two recordings what they are.
 *
 * @throws RangeError if a trace lacks its points; whatever the signal was aborted with.
 */
export async function compareFigures(
  left: Side,
  right: Side,
  signal?: AbortSignal,
): Promise<ComparedFigure[]> {
  const figures: ComparedFigure[] = [];
  if (left.trace.header.uuid !== right.trace.header.uuid) figures.push(...ofTraces(left, right));
  if (left.from === left.to && right.from === right.to) {
    const points = [await left.trace.point(left.to), await right.trace.point(right.to)] as const;
    return [...figures, ...ofPoints(...points)];
  }
  const stopIfAborted = (): void => signal?.throwIfAborted();
  const summaries = [
    await summarizeRange(left.trace, left.from, left.to, stopIfAborted),
    await summarizeRange(right.trace, right.from, right.to, stopIfAborted),
  ] as const;
  return [...figures, ...ofSummaries(...summaries)];
}

function ofTraces(left: Side, right: Side): ComparedFigure[] {
  const row = (name: string, kind: FigureKind, of: (trace: Trace) => Value): ComparedFigure => ({
    group: 'Recording',
    name,
    kind,
    left: of(left.trace),
    right: of(right.trace),
  });
  return [
    row('Workload', 'text', ({ header }) => header.workload),
    row('Machine', 'text', ({ header }) => header.machine),
    row('Mode', 'text', ({ header }) => header.mode),
    row('Recorded by', 'text', ({ header }) => header.writer),
    row('Memory', 'bytes', ({ header }) => header.pages.bytes),
    row('Sync points in the trace', 'count', ({ pointCount }) => pointCount),
  ];
}

function ofPoints(left: SyncPoint, right: SyncPoint): ComparedFigure[] {
  const rows = (group: string) => rowsOf(group, left, right);
  const [point, pause] = [rows('Sync point'), rows('Pause')];
  return [
    point('Number', 'count', (of) => of.point),
    point('Cause', 'text', (of) => of.cause),
    point('Stopped at', 'duration', (of) => of.timeUs),
    point('Ran for', 'duration', (of) => of.timeUs - of.epochStartUs),
    point('Dirty pages', 'count', (of) => of.dirtyPages),
    point('Zero pages', 'count', (of) => of.zeroPages),
    point('Sent', 'bytes', (of) => of.sentBytes),
    point('Outputs held', 'count', (of) => of.outputs.length),
    point('Changed devices', 'count', (of) => of.changedDevices.length),
    pause('Whole', 'duration', (of) => of.pauseUs),
    ...PHASES.map((phase) => pause(phase, 'duration', (of) => of.phasesUs[phase])),
  ];
}

function ofSummaries(left: TraceSummary, right: TraceSummary): ComparedFigure[] {
  const rows = (group: string) => rowsOf(group, left, right);
  const [range, pages, pause] = [rows('Range'), rows('Dirty pages'), rows('Pause')];
  const spread = (
    of: typeof pages,
    kind: FigureKind,
    from: (summary: TraceSummary) => Distribution,
  ): ComparedFigure[] =>
    (['p50', 'p95', 'p99', 'max'] as const).map((name) => of(name, kind, (s) => from(s)[name]));
  const causes = [...new Set([...left.causes, ...right.causes].map(({ cause }) => cause))];
  return [
    range('Sync points', 'count', (of) => of.pointCount),
    range('Duration', 'duration', (of) => of.durationUs),
    range('Sent', 'bytes', (of) => of.sentBytes),
    range('Most sent at once', 'bytes', (of) => of.maxSentBytes),
    pages('total', 'count', (of) => of.dirtyPages.total),
    pages('mean', 'decimal', (of) => of.dirtyPages.mean),
    ...spread(pages, 'count', (of) => of.dirtyPages),
    ...spread(pause, 'duration', (of) => of.pauseUs),
    ...causes.flatMap((cause) => {
      const row = rows(cause);
      const part = (of: TraceSummary): CauseSummary | undefined =>
        of.causes.find((each) => each.cause === cause);
      return [
        row('Sync points', 'count', (of) => part(of)?.points),
        row('Dirty pages', 'count', (of) => part(of)?.dirtyPages),
        row('Pauses together', 'duration', (of) => part(of)?.pauseUs),
      ];
    }),
  ];
}

function rowsOf<T>(group: string, left: T, right: T) {
  return (name: string, kind: FigureKind, of: (side: T) => Value): ComparedFigure => ({
    group,
    name,
    kind,
    left: of(left),
    right: of(right),
  });
}
