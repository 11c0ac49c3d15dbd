import { makeReport, type Report } from '../../analysis/report/report';
import { reportToJson } from '../../analysis/report/reportJson';
import { parseUnprotectedRuns } from '../../analysis/report/unprotectedRun';
import { KemariError } from '../../core/errors';
import { RECORDABLE } from '../../engine/recordable';
import { readSmallText } from '../../node/smallFiles';
import type { Arguments } from '../arguments';
import { JSON_OPTION, type Command, type Context, type Positional } from '../command';
import { ExitCode } from '../exitCode';
import { interruptible } from '../interruption';
import { writeJson } from '../json';
import { matrixReport } from '../report/matrixReport';
import { readRecordings } from '../report/readRecordings';
import { reportMarkdown } from '../report/reportMarkdown';
import { reportSections } from '../report/reportSections';
import { reportText } from '../report/reportText';
import { styleOf } from '../style';

const FILES: Positional = {
  name: 'FILE',
  help: 'a trace, a .kemari file; as many as there are',
  repeated: true,
};

const DEFAULT_SECONDS = 3;

/** Options that only --matrix takes, and those that it does not take. */
const OF_MATRIX = ['out', 'seconds', 'workload', 'force'] as const;

/** The five questions of the design's review, answered from recordings. */
export const report: Command = {
  name: 'report',
  description: [
    'Answers five questions from traces, as far as they go, and says what is missing for the rest:',
    '  1. what protection costs, by workload',
    '  2. what running with log-dirty all the time costs',
    '  3. what sync points at accesses to interrupt chips cost, and whether anything is lost without',
    '  4. how stop-and-copy, pipelined and periodic compare',
    '  5. how many pages a sync point copies',
    'With --matrix it first records every workload in every mode and with interrupt-chip taps, and runs',
    'each without protection.',
  ].join('\n'),
  positionals: [FILES],
  options: [
    {
      name: 'unprotected',
      value: 'U',
      help: 'the unprotected runs that --matrix wrote, to compare the traces with',
    },
    { name: 'matrix', help: 'record what the report is made of, instead of reading traces' },
    {
      name: 'out',
      value: 'DIR',
      help: 'with --matrix: a folder that keeps the recordings, the unprotected runs and the report',
    },
    {
      name: 'seconds',
      value: 'S',
      help: `with --matrix: seconds of each recording (default: ${DEFAULT_SECONDS})`,
    },
    {
      name: 'workload',
      value: 'NAME,...',
      help: 'with --matrix: only these workloads (default: all)',
    },
    { name: 'force', help: 'with --out: replace files that are there' },
    { name: 'markdown', help: 'print a Markdown document instead of text' },
    JSON_OPTION,
  ],
  examples: [
    { line: 'kemari report mixed.kemari', explanation: 'what one trace can tell' },
    { line: 'kemari report *.kemari --markdown', explanation: 'a document of all of them' },
    { line: 'kemari report --matrix --out matrix', explanation: 'all that there is to be told' },
    {
      line: 'kemari report matrix/*.kemari --unprotected matrix/unprotected.json',
      explanation: 'the same again, from its files',
    },
  ],

  async run(args, context) {
    if (args.flag('json') && args.flag('markdown')) {
      throw args.error('--json and --markdown are two ways to print it; give one');
    }
    const made = await interruptible(context, async (signal) => {
      try {
        return await (args.flag('matrix')
          ? reportOfMatrix(args, context, signal)
          : reportOfFiles(args, context, signal));
      } catch (error) {
        if (!signal.aborted || error instanceof KemariError) throw error;
        throw new KemariError('cancelled', 'interrupted; there is no report');
      }
    });
    await print(made, args, context);
    return ExitCode.done;
  },
};

async function reportOfFiles(
  args: Arguments,
  context: Context,
  signal: AbortSignal,
): Promise<Report> {
  const stray = OF_MATRIX.find((name) => args.flag(name) || args.value(name) !== undefined);
  if (stray !== undefined) throw args.error(`--${stray} goes with --matrix`);
  const files = args.positionals(FILES.name);
  if (files.length === 0) throw args.error('missing FILE, a trace to report on, or --matrix');
  const runs = args.value('unprotected');
  const unprotected =
    runs === undefined ? [] : parseUnprotectedRuns(runs, await readSmallText(runs));
  const read = await readRecordings(files, context, signal);
  return makeReport({ ...read, unprotected, recordable: RECORDABLE });
}

function reportOfMatrix(args: Arguments, context: Context, signal: AbortSignal): Promise<Report> {
  if (args.positionals(FILES.name).length > 0) {
    throw args.error('--matrix records its traces itself; leave the files out');
  }
  if (args.value('unprotected') !== undefined) {
    throw args.error('--matrix runs the guests itself; leave --unprotected out');
  }
  const { modes, workloads, irqchip } = RECORDABLE;
  const request = {
    workloads: args.choices('workload', workloads) ?? workloads,
    modes,
    irqchip,
    seconds: args.positiveNumber('seconds') ?? DEFAULT_SECONDS,
    folder: args.value('out'),
    force: args.flag('force'),
  };
  return matrixReport(request, RECORDABLE, context, signal);
}

async function print(made: Report, args: Arguments, { terminal }: Context): Promise<void> {
  if (args.flag('json')) return writeJson(terminal.out, reportToJson(made));
  const sections = reportSections(made);
  await terminal.out.write(
    args.flag('markdown') ? reportMarkdown(sections) : reportText(sections, styleOf(terminal)),
  );
}
