import type { Gfn } from '../../core/gfn';
import { PHASES, type SyncPoint } from '../../core/syncPoint';
import type { Trace } from '../../trace/trace';
import {
  changeRows,
  chosenPointRows,
  historyRows,
  pointRows,
  type ChangeRow,
  type HistoryRow,
  type RowOptions,
  type RowRange,
} from './rowSources';
import { csvText, jsonText, type Column } from './rowText';

/** Formats of exported rows. */
export const EXPORT_FORMATS = ['csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Which rows are exported, each over a range of sync points. */
export type ExportedRows =
  /** Sync points; those that `chosen` names, ascending, or that `accepts` takes, if either is there. */
  | {
      readonly kind: 'points';
      readonly range: RowRange;
      readonly chosen?: Uint32Array;
      readonly accepts?: (point: SyncPoint) => boolean;
    }
  /** Sync points at which one page was dirty. */
  | { readonly kind: 'page'; readonly range: RowRange; readonly gfn: Gfn }
  /** Fields of devices that a sync point changed. */
  | { readonly kind: 'devices'; readonly range: RowRange };

/**
 * Rows of a trace as text, in pieces, so that their number does not matter. In JSON a row is what
 * `kemari inspect`, `page --history` and `show` print with `--json`; in CSV its fields are columns.
 */
export async function* exportRows(
  trace: Trace,
  rows: ExportedRows,
  format: ExportFormat,
  options: RowOptions = {},
): AsyncGenerator<string, void, void> {
  const { range } = rows;
  switch (rows.kind) {
    case 'points': {
      const { chosen, accepts } = rows;
      const points =
        chosen === undefined
          ? pointRows(trace, range, options, accepts)
          : chosenPointRows(trace, chosen, options);
      return yield* textOf(format, POINT_COLUMNS, points);
    }
    case 'page': {
      const dirty = await trace.pageHistory(rows.gfn, range.from, range.to);
      const history = historyRows(trace, rows.gfn, dirty, options);
      return yield* textOf(format, HISTORY_COLUMNS, history);
    }
    case 'devices':
      return yield* textOf(format, CHANGE_COLUMNS, changeRows(trace, range, options));
  }
}

function textOf<Row extends object>(
  format: ExportFormat,
  columns: readonly Column<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string, void, void> {
  return format === 'csv' ? csvText(columns, batches) : jsonText(batches);
}

const POINT_COLUMNS: readonly Column<SyncPoint>[] = [
  ...columnsOf<SyncPoint>('point', 'epochStartUs', 'timeUs', 'cause'),
  {
    name: 'outputs',
    cell: ({ outputs }) => outputs.map(({ kind, bytes }) => `${kind} ${bytes}`).join('; '),
  },
  ...columnsOf<SyncPoint>('dirtyPages', 'zeroPages', 'sentBytes'),
  ...PHASES.map((phase): Column<SyncPoint> => ({
    name: `${phase}Us`,
    cell: ({ phasesUs }) => phasesUs[phase],
  })),
  ...columnsOf<SyncPoint>('pauseUs'),
  { name: 'changedDevices', cell: ({ changedDevices }) => changedDevices.join('; ') },
];

const HISTORY_COLUMNS = columnsOf<HistoryRow>('point', 'timeUs', 'cause', 'zero', 'changedBytes');

const CHANGE_COLUMNS = columnsOf<ChangeRow>(
  'point',
  'timeUs',
  'device',
  'field',
  'before',
  'after',
);

/** Columns that hold fields of the rows as they are. */
function columnsOf<Row>(
  ...names: readonly {
    [K in keyof Row & string]: Row[K] extends string | number | boolean | null | undefined
      ? K
      : never;
  }[keyof Row & string][]
): Column<Row>[] {
  return names.map((name) => ({
    name,
    cell: (row) => row[name] as string | number | boolean | null | undefined,
  }));
}
