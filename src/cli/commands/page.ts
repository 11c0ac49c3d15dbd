import { bytesToHex } from '../../analysis/rows/jsonShapes';
import { historyRows, type HistoryRow } from '../../analysis/rows/rowSources';
import { addressOf, formatHex, PAGE_SIZE, type Gfn } from '../../core/gfn';
import type { Trace } from '../../trace/trace';
import type { Arguments } from '../arguments';
import { JSON_OPTION, type Command, type Context } from '../command';
import { ExitCode } from '../exitCode';
import { countOf, formatCount, formatSeconds, printable } from '../format';
import { hexDump } from '../hexDump';
import { writeJson, writeJsonWithList } from '../json';
import { ProgressBar } from '../progressBar';
import { styleOf } from '../style';
import { Table } from '../table';
import { AT_OPTION, FILE, parsePage, pointAt, withTrace } from '../traceArguments';

/** One page, or its history. */
export const page: Command = {
  name: 'page',
  description:
    "Prints a page's bytes as of a sync point; or, with --history, every sync point up to there at\n" +
    'which it was dirty, and how much of it each one changed.',
  positionals: [FILE, { name: 'GFN', help: "the page's number, such as 0x1f3" }],
  options: [
    AT_OPTION,
    { name: 'history', help: 'every point that changed the page' },
    { name: 'raw', help: 'write the 4,096 bytes as they are' },
    JSON_OPTION,
  ],
  examples: [
    { line: 'kemari page mixed.kemari 0x1f3 --at 12', explanation: 'hex dump as of point 12' },
    { line: 'kemari page mixed.kemari 0x1f3 --history', explanation: 'who changed it, and when' },
    { line: 'kemari page mixed.kemari 0x1f3 --raw > page.bin', explanation: 'for other tools' },
  ],

  run: async (args, context) => {
    const raw = args.flag('raw');
    if (raw && args.flag('history')) throw args.error('--raw and --history exclude each other');
    if (raw && args.flag('json')) throw args.error('--raw and --json exclude each other');
    return withTrace(args, context, async (trace) => {
      const gfn = parsePage(args, trace, args.positional('GFN'));
      const at = pointAt(args, trace);
      if (raw) await context.terminal.out.write((await trace.page(gfn, at)).bytes);
      else if (args.flag('history')) await writeHistory(trace, gfn, at, args, context);
      else await writePage(trace, gfn, at, args, context);
      return ExitCode.done;
    });
  },
};

async function writePage(
  trace: Trace,
  gfn: Gfn,
  at: number,
  args: Arguments,
  { terminal }: Context,
): Promise<void> {
  const { out } = terminal;
  const { point, zero, bytes } = await trace.page(gfn, at);
  if (args.flag('json')) {
    const fields = { at, point, zero, bytes: bytesToHex(bytes) };
    return writeJson(out, { ...placeOf(trace, gfn), ...fields });
  }
  const written = point === 0 ? 'from the first image' : `written at ${formatCount(point)}`;
  await out.write(
    `${styleOf(terminal).bold(title(trace, gfn))}\n` +
      `As of sync point ${formatCount(at)}, ${written}${zero ? ', nothing but zeros' : ''}\n\n` +
      `${hexDump(bytes, addressOf(gfn))}\n`,
  );
}

async function writeHistory(
  trace: Trace,
  gfn: Gfn,
  at: number,
  args: Arguments,
  context: Context,
): Promise<void> {
  const { out } = context.terminal;
  const points = await trace.pageHistory(gfn, 0, at);
  const rows = historyBatches(trace, gfn, points, context);
  if (args.flag('json')) {
    return writeJsonWithList(out, { ...placeOf(trace, gfn), at }, 'history', rows);
  }

  const style = styleOf(context.terminal);
  const image = await trace.page(gfn, 0);
  await out.write(
    `${style.bold(title(trace, gfn))}\n` +
      `Dirty at ${countOf(points.length, 'sync point')} up to ${formatCount(at)}; ` +
      `${image.zero ? 'nothing but zeros' : 'data'} in the first image\n`,
  );
  if (points.length === 0) return;
  const last = await trace.point(points[points.length - 1]);
  const table = new Table(
    [
      { title: 'point', align: 'right' },
      { title: 'time s', align: 'right' },
      { title: 'cause', align: 'left' },
      { title: 'bytes changed', align: 'right' },
      { title: 'content', align: 'left' },
    ],
    [[formatCount(last.point), formatSeconds(last.timeUs), 'disk-flush', '', '']],
  );
  await out.write(`\n${style.dim(table.header())}\n`);
  for await (const batch of rows) {
    const lines = batch.map(({ point, timeUs, cause, zero, changedBytes }) =>
      table.row([
        formatCount(point),
        formatSeconds(timeUs),
        cause,
        formatCount(changedBytes),
        changedBytes === 0 ? 'same as before' : zero ? 'zero' : 'data',
      ]),
    );
    await out.write(`${lines.join('\n')}\n`);
  }
}

async function* historyBatches(
  trace: Trace,
  gfn: Gfn,
  points: Uint32Array,
  { terminal }: Context,
): AsyncGenerator<readonly HistoryRow[]> {
  const bar = new ProgressBar(terminal.err, 'Comparing');
  const progress = (share: number): void => {
    const done = Math.round(share * points.length);
    bar.update(share, `${formatCount(done)} of ${countOf(points.length, 'version')}`);
  };
  try {
    for await (const batch of historyRows(trace, gfn, points, { progress })) {
      bar.finish();
      yield batch;
    }
  } finally {
    bar.finish();
  }
}

function placeOf(trace: Trace, gfn: Gfn): { gfn: string; address: string; region: string } {
  const region = trace.header.pages.regionOf(gfn)?.name ?? '';
  return { gfn: formatHex(gfn), address: formatHex(addressOf(gfn)), region };
}

function title(trace: Trace, gfn: Gfn): string {
  const { region, address } = placeOf(trace, gfn);
  const end = formatHex(addressOf(gfn) + PAGE_SIZE - 1);
  return `Page ${formatHex(gfn)} of ${printable(region)}, ${address}-${end}`;
}
