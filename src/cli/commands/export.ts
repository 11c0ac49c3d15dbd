import { EXPORT_FORMATS, exportRows, type ExportedRows } from '../../analysis/rows/exportRows';
import type { Trace } from '../../trace/trace';
import { writeNewFile } from '../../node/newFile';
import type { Arguments } from '../arguments';
import { JSON_OPTION, type Command, type Context } from '../command';
import { ExitCode } from '../exitCode';
import { formatBytes, formatCount } from '../format';
import { interruptible } from '../interruption';
import { writeJson } from '../json';
import { ProgressBar } from '../progressBar';
import { FILE, parsePage, parsePages, parsePoints, withTrace } from '../traceArguments';

const ROW_KINDS = ['points', 'page', 'devices'] as const;

/** Rows of a trace as a file. */
export const exportCommand: Command = {
  name: 'export',
  description:
    'Writes rows of a trace into a file for other tools: sync points, the history of one page, or the\n' +
    'fields of devices that each sync point changed. CSV is that of RFC 4180, with a header; JSON is an\n' +
    'array of the objects that inspect, page --history and show print.',
  positionals: [FILE],
  options: [
    { name: 'format', value: 'FORMAT', help: 'csv or json' },
    { name: 'out', value: 'O', help: 'the file to write' },
    {
      name: 'rows',
      value: 'ROWS',
      help: 'points, page (with --page) or devices (default: points)',
    },
    { name: 'points', value: 'A..B', help: 'only these sync points; A.. and ..B are open ranges' },
    {
      name: 'touching',
      value: 'A..B',
      help: 'only sync points at which a page from GFN A to B was dirty; A for that page alone',
    },
    { name: 'page', value: 'GFN', help: 'the page whose history is wanted' },
    { name: 'force', help: 'replace the file if it exists' },
    JSON_OPTION,
  ],
  examples: [
    {
      line: 'kemari export mixed.kemari --format csv --out points.csv',
      explanation: 'a row for each sync point',
    },
    {
      line: 'kemari export mixed.kemari --format json --rows devices --points 100..120 --out d.json',
      explanation: 'what 21 points changed',
    },
  ],

  async run(args, context) {
    const file = args.value('out');
    if (file === undefined) throw args.error('missing --out O, the file to write');
    const format = args.choice('format', EXPORT_FORMATS);
    if (format === undefined) throw args.error(`missing --format ${EXPORT_FORMATS.join('|')}`);
    return withTrace(args, context, async (trace) => {
      const rows = await chosenRows(args, trace);
      let bytes = 0;
      await interruptible(context, (signal) => {
        const pieces = encoded(context, (progress) =>
          exportRows(trace, rows, format, { progress, signal }),
        );
        return writeNewFile(
          file,
          args.flag('force'),
          counted(pieces, (more) => (bytes += more)),
          signal,
        );
      });
      const { kind } = rows;
      const { out } = context.terminal;
      if (args.flag('json')) await writeJson(out, { file, rows: kind, format, bytes });
      else await out.write(`${file}: ${formatBytes(bytes)} of ${format.toUpperCase()}\n`);
      return ExitCode.done;
    });
  },
};

/** Which rows the arguments name. */
async function chosenRows(args: Arguments, trace: Trace): Promise<ExportedRows> {
  const points = args.value('points');
  const range =
    points === undefined ? { from: 0, to: trace.pointCount - 1 } : parsePoints(args, trace, points);
  const page = args.value('page');
  const kind = args.choice('rows', ROW_KINDS) ?? (page === undefined ? 'points' : 'page');
  if (page !== undefined && kind !== 'page')
    throw args.error(`--page and --rows ${kind} exclude each other`);
  const touching = args.value('touching');
  if (touching !== undefined && kind !== 'points') {
    throw args.error(`--touching and --rows ${kind} exclude each other`);
  }
  switch (kind) {
    case 'points': {
      if (touching === undefined) return { kind, range };
      const { first, last } = parsePages(args, trace, touching);
      return { kind, range, chosen: await trace.pointsTouching(first, last, range.from, range.to) };
    }
    case 'page':
      if (page === undefined) throw args.error('--rows page needs --page GFN');
      return { kind, range, gfn: parsePage(args, trace, page) };
    case 'devices':
      return { kind, range };
  }
}

/** Text as bytes, while a bar on the terminal tells how far it is. */
async function* encoded(
  { terminal }: Context,
  rows: (progress: (share: number) => void) => AsyncIterable<string>,
): AsyncGenerator<Uint8Array> {
  const bar = new ProgressBar(terminal.err, 'Exporting');
  const encoder = new TextEncoder();
  let characters = 0;
  try {
    const texts = rows((share) => bar.update(share, `${formatCount(characters)} characters`));
    for await (const text of texts) {
      characters += text.length;
      yield encoder.encode(text);
    }
  } finally {
    bar.finish();
  }
}

async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  add: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    yield piece;
    add(piece.length);
  }
}
