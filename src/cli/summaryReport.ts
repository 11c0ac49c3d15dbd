import { traceToJson } from '../analysis/rows/traceJson';
import { summarize, type TraceSummary } from '../analysis/summary';
import type { Distribution } from '../analysis/distribution';
import { formatHex, PAGE_SIZE } from '../core/gfn';
import type { Trace } from '../trace/trace';
import type { Context } from './command';
import {
  countOf,
  formatBytes,
  formatCount,
  formatDecimal,
  formatDuration,
  formatShare,
  printable,
} from './format';
import { ProgressBar } from './progressBar';
import type { Style } from './style';
import { Table } from './table';

/** What `inspect` and `record` tell of a whole trace. */
export interface SummaryReport {
  /** The file as the user named it. */
  readonly file: string;
  readonly fileBytes: number;
  readonly trace: Trace;
  readonly summary: TraceSummary;
}

/** Reads all points of the trace, with a progress bar. */
export async function makeSummaryReport(
  trace: Trace,
  file: string,
  context: Context,
): Promise<SummaryReport> {
  const bar = new ProgressBar(context.terminal.err, 'Reading');
  try {
    const summary = await summarize(trace, (points, total) =>
      bar.update(points / total, `${formatCount(points)} of ${countOf(total, 'sync point')}`),
    );
    return { file, fileBytes: await context.fileBytes(file), trace, summary };
  } finally {
    bar.finish();
  }
}

/** The fields of `inspect --json` but `points`. */
export function summaryToJson({ file, fileBytes, trace, summary }: SummaryReport): object {
  return { file, fileBytes, ...traceToJson(trace, summary) };
}

/** The same for reading. */
export function summaryLines(report: SummaryReport, style: Style): string[] {
  return [
    style.bold(printable(report.file)),
    '',
    ...factLines(report),
    '',
    ...statisticsLines(report.summary, style),
  ];
}

function factLines({ trace, summary, fileBytes }: SummaryReport): string[] {
  const { header } = trace;
  const { pages } = header;
  const started = new Date(header.startedAtMs);
  const when = Number.isNaN(started.getTime())
    ? 'at an unknown time'
    : `${started.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const dirtyBytes = summary.dirtyPages.total * PAGE_SIZE;
  const ratio =
    dirtyBytes === 0
      ? ''
      : `, ${formatShare(fileBytes, dirtyBytes)} of ${formatBytes(dirtyBytes)} of dirty pages`;
  const end = trace.complete ? 'closed properly' : 'not closed: it ends at the last whole point';
  const facts: [string, string][] = [
    ['Guest', `${printable(header.machine)}, workload ${printable(header.workload)}`],
    ['Memory', `${formatBytes(pages.bytes)}, ${countOf(pages.pageCount, 'page')}`],
    ...pages.regions.map(({ name, start, bytes }): [string, string] => [
      '',
      `${printable(name)} ${formatHex(start)}-${formatHex(start + bytes - 1)}, ${formatBytes(bytes)}`,
    ]),
    [
      'Recorded',
      `${when} by ${printable(header.writer)}, ${header.mode}, format ${header.version}`,
    ],
    ['File', `${formatBytes(fileBytes)}${ratio}`],
    [
      'Sync points',
      `${formatCount(summary.pointCount)} in ${formatDuration(summary.durationUs)}, ${end}`,
    ],
    ['Sent', `${formatBytes(summary.sentBytes)} over the link`],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, fact]) => `${name.padEnd(width)}  ${fact}`);
}

function statisticsLines(summary: TraceSummary, style: Style): string[] {
  if (summary.pointCount === 1) return ['There is no sync point after the first image.'];
  const { dirtyPages, pauseUs, causes } = summary;
  const statistics = [
    [
      'Dirty pages',
      formatCount(dirtyPages.total),
      formatDecimal(dirtyPages.mean, 1),
      ...distributionCells(dirtyPages),
    ],
    ['Pause µs', '', '', ...distributionCells(pauseUs)],
  ];
  const causeRows = causes.map(({ cause, points, dirtyPages, pauseUs }) => [
    cause,
    formatCount(points),
    formatShare(points, summary.pointCount - 1),
    formatDecimal(dirtyPages / points, 1),
    formatDecimal(pauseUs / points, 0),
  ]);
  return [
    ...tableLines(
      ['Per sync point', 'total', 'mean', 'p50', 'p95', 'p99', 'max'],
      statistics,
      style,
    ),
    '',
    ...tableLines(['Cause', 'points', 'share', 'mean pages', 'mean pause µs'], causeRows, style),
  ];
}

function distributionCells({ p50, p95, p99, max }: Distribution): string[] {
  return [p50, p95, p99, max].map((value) => formatDecimal(value, 0));
}

/** A table whose first column is text and whose others are numbers. */
function tableLines(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  style: Style,
): string[] {
  const columns = titles.map((title, i) => ({
    title,
    align: i === 0 ? ('left' as const) : ('right' as const),
  }));
  const table = new Table(columns, rows);
  return [style.dim(table.header()), ...rows.map((row) => table.row(row))];
}
