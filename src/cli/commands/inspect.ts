import { pointRows } from '../../analysis/rows/rowSources';
import { summarize } from '../../analysis/summary';
import type { SyncPoint } from '../../core/syncPoint';
import { allOf, touchesQuery, type Query } from '../../query/query';
import type { Trace } from '../../trace/trace';
import type { Arguments } from '../arguments';
import { JSON_OPTION, type Command, type Context } from '../command';
import { ExitCode } from '../exitCode';
import { followPoints } from '../follow';
import { countOf } from '../format';
import { interruptible } from '../interruption';
import { writeJson, writeJsonWithList } from '../json';
import { matchBatches } from '../matchBatches';
import { PointRows } from '../pointRows';
import { queryArgument, WHERE_OPTION } from '../queryArgument';
import { styleOf } from '../style';
import {
  makeSummaryReport,
  summaryLines,
  summaryToJson,
  type SummaryReport,
} from '../summaryReport';
import { FILE, parsePages, parsePoints, withTrace, type PointRange } from '../traceArguments';

/** Rows that a terminal shows of a longer trace: this many of its beginning and of its end. */
const SHOWN_AT_ENDS = 10;

type Batches = AsyncIterable<readonly SyncPoint[]>;

/** Summary of a trace, and a row for each sync point. */
export const inspect: Command = {
  name: 'inspect',
  description:
    'Prints what a trace holds as a whole, and a row for each sync point. On a terminal the middle of\n' +
    'a long trace is left out unless --points asks for it. Point 0, the first image, counts in totals\n' +
    'but not in means and percentiles.',
  positionals: [FILE],
  options: [
    { name: 'points', value: 'A..B', help: 'only these sync points; A.. and ..B are open ranges' },
    {
      name: 'follow',
      help: 'the rows of a recording as they come, until it is closed; with --json a value a line',
    },
    {
      name: 'touching',
      value: 'A..B',
      help: 'only sync points at which a page from GFN A to B was dirty; A for that page alone',
    },
    WHERE_OPTION,
    JSON_OPTION,
  ],
  examples: [
    { line: 'kemari inspect mixed.kemari', explanation: 'everything at a glance' },
    {
      line: 'kemari inspect mixed.kemari --points 100..120',
      explanation: 'the rows of some points',
    },
    {
      line: "kemari inspect mixed.kemari --where 'pauseUs > 5000'",
      explanation: 'the rows of points that fit',
    },
    {
      line: 'kemari inspect mixed.kemari --json | jq .pauseUs.p99',
      explanation: 'one figure for a script',
    },
    { line: 'kemari inspect mixed.kemari --follow', explanation: 'while it is being recorded' },
  ],

  run: (args, context) =>
    withTrace(args, context, async (trace) => {
      const text = args.value('points');
      const range = text === undefined ? undefined : parsePoints(args, trace, text);
      const query = await askedFor(args, trace);
      if (args.flag('follow')) {
        if (range !== undefined && range.to < trace.pointCount - 1) {
          throw args.error('--follow takes an open range, such as --points 10..');
        }
        await follow(trace, range?.from ?? 0, query, args.flag('json'), context);
        return ExitCode.done;
      }
      const report = await makeSummaryReport(trace, args.positional(FILE.name), context);
      const chosen = chosenPoints(trace, range, query, context);
      if (args.flag('json')) await writeReportJson(report, chosen, context);
      else await writeReport(report, chosen, context);
      return ExitCode.done;
    }),
};

/** Writes rows until the recording is closed. */
async function follow(
  trace: Trace,
  from: number,
  query: Query | undefined,
  json: boolean,
  context: Context,
): Promise<void> {
  const { terminal } = context;
  const { out } = terminal;
  const rows = new PointRows(await summarize(trace), styleOf(terminal));
  if (!json) await rows.writeHeader(out);
  await interruptible(context, (signal) =>
    followPoints(
      trace,
      from,
      async (range) => {
        const batches = query
          ? matchBatches(trace, query, range, terminal.err)
          : pointRows(trace, range);
        if (!json) return rows.write(out, batches);
        for await (const points of batches) {
          await out.write(points.map((point) => `${JSON.stringify(point)}\n`).join(''));
        }
      },
      signal,
    ),
  );
}

/** What `--touching` and `--where` ask for together; undefined if neither was given. */
async function askedFor(args: Arguments, trace: Trace): Promise<Query | undefined> {
  const text = args.value('touching');
  const touching = text === undefined ? undefined : touchesQuery(parsePages(args, trace, text));
  const where = await queryArgument(args, trace);
  if (touching === undefined || where === undefined) return touching ?? where;
  return allOf([touching, where]);
}

/** The points that were asked for, in batches; undefined if all there are. */
function chosenPoints(
  trace: Trace,
  range: PointRange | undefined,
  query: Query | undefined,
  { terminal }: Context,
): Batches | undefined {
  if (query === undefined) return range && pointRows(trace, range);
  return matchBatches(trace, query, range ?? { from: 0, to: trace.pointCount - 1 }, terminal.err);
}

async function writeReportJson(
  report: SummaryReport,
  chosen: Batches | undefined,
  { terminal }: Context,
): Promise<void> {
  const fields = summaryToJson(report);
  if (chosen === undefined) return writeJson(terminal.out, fields);
  return writeJsonWithList(terminal.out, fields, 'points', chosen);
}

async function writeReport(
  report: SummaryReport,
  chosen: Batches | undefined,
  { terminal }: Context,
): Promise<void> {
  const { out } = terminal;
  const { trace, summary } = report;
  const style = styleOf(terminal);
  const last = summary.pointCount - 1;
  await out.write(`${summaryLines(report, style).join('\n')}\n\n`);

  const rows = new PointRows(summary, style);
  await rows.writeHeader(out);
  if (chosen !== undefined) return rows.write(out, chosen);
  if (!out.isTerminal || summary.pointCount <= 4 * SHOWN_AT_ENDS) {
    return rows.write(out, pointRows(trace, { from: 0, to: last }));
  }
  const [from, to] = [SHOWN_AT_ENDS, last - SHOWN_AT_ENDS];
  await rows.write(out, pointRows(trace, { from: 0, to: from - 1 }));
  await out.write(
    style.dim(`… ${countOf(to - from + 1, 'more point')}: --points ${from}..${to}\n`),
  );
  return rows.write(out, pointRows(trace, { from: to + 1, to: last }));
}
