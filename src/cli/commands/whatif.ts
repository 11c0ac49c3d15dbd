import { PAGE_ENCODINGS, type WhatIfQuestion } from '../../analysis/whatif/question';
import { whatIf, type WhatIf } from '../../analysis/whatif/whatif';
import { KemariError } from '../../core/errors';
import { MODES, TAP_CAUSES } from '../../core/syncPoint';
import { DEFAULT_INTERVAL_MS } from '../../engine/syncMode';
import type { Trace } from '../../trace/trace';
import type { Arguments } from '../arguments';
import { JSON_OPTION, type Command, type Context } from '../command';
import { ExitCode } from '../exitCode';
import { interruptible } from '../interruption';
import { writeJson } from '../json';
import { ProgressBar } from '../progressBar';
import { styleOf } from '../style';
import { FILE, parsePoints, withTrace, type PointRange } from '../traceArguments';
import { bandwidthOption, timeOption } from '../whatif/quantities';
import { whatIfText } from '../whatif/whatifText';

/** A recorded run under other circumstances. */
export const whatif: Command = {
  name: 'whatif',
  description:
    'Predicts what the pauses, the bytes on the link and the time for which output is held of a recorded\n' +
    'run would be over another link, in another mode, with other taps or another encoding of pages.\n' +
    'What is not named stays as it was recorded. docs/whatif.md tells what is assumed.',
  positionals: [FILE],
  options: [
    { name: 'points', value: 'A..B', help: 'only these sync points; A.. and ..B are open ranges' },
    { name: 'bandwidth', value: 'RATE', help: 'of the link, such as 1Gbit or 12.5MB (a second)' },
    { name: 'rtt', value: 'TIME', help: 'there and back on the link, such as 0.2ms or 200us' },
    { name: 'mode', value: 'MODE', help: `how to synchronize: ${MODES.join(', ')}` },
    {
      name: 'interval',
      value: 'MS',
      help: `milliseconds between two sync points of mode periodic (default: ${DEFAULT_INTERVAL_MS})`,
    },
    {
      name: 'tap',
      value: 'CAUSE,...',
      help: `causes that are sync points: ${TAP_CAUSES.join(', ')}; other output is held until the next`,
    },
    {
      name: 'encoding',
      value: 'NAME',
      help: 'pages on the link: raw (4,096 bytes each), zero (pages of zeros are only named) or delta (64-byte blocks that differ)',
    },
    JSON_OPTION,
  ],
  examples: [
    {
      line: 'kemari whatif mixed.kemari --bandwidth 1Gbit --rtt 0.2ms',
      explanation: 'over a network instead of within one process',
    },
    {
      line: 'kemari whatif mixed.kemari --mode pipelined --encoding delta',
      explanation: 'with the guest running on, and less to send',
    },
    {
      line: 'kemari whatif mixed.kemari --mode periodic --interval 100',
      explanation: 'ten times a second',
    },
  ],

  run: (args, context) =>
    withTrace(args, context, async (trace) => {
      const range = rangeOf(args, trace);
      const answer = await answered(trace, range, questionOf(args, trace), context);
      const { terminal } = context;
      const { mode } = trace.header;
      if (args.flag('json')) {
        await writeJson(terminal.out, whatIfToJson(args.positional(FILE.name), mode, answer));
      } else await terminal.out.write(whatIfText(answer, mode, styleOf(terminal)));
      return ExitCode.done;
    }),
};

function questionOf(args: Arguments, { header }: Trace): WhatIfQuestion {
  const mode = args.choice('mode', MODES) ?? header.mode;
  const intervalMs = args.positiveNumber('interval');
  if (intervalMs !== undefined && mode !== 'periodic') {
    throw args.error('--interval is for --mode periodic');
  }
  if (intervalMs !== undefined && header.mode === 'periodic') {
    throw args.error('--interval cannot be another than that of a recording in mode periodic');
  }
  const bitsPerSecond = bandwidthOption(args, 'bandwidth');
  const tap = args.choices('tap', TAP_CAUSES);
  if (tap !== undefined && mode === 'periodic') {
    throw args.error('--tap changes nothing in mode periodic');
  }
  const encoding = args.choice('encoding', PAGE_ENCODINGS);
  return {
    mode,
    intervalUs: (intervalMs ?? DEFAULT_INTERVAL_MS) * 1000,
    link: {
      rttUs: timeOption(args, 'rtt') ?? 0,
      ...(bitsPerSecond === undefined ? {} : { bitsPerSecond }),
    },
    ...(tap === undefined ? {} : { tap }),
    ...(encoding === undefined ? {} : { encoding }),
  };
}

/** The points that were asked for, but for the first image. */
function rangeOf(args: Arguments, trace: Trace): PointRange {
  if (trace.pointCount < 2) {
    throw args.error(`${trace.name} has no sync point behind the first image`);
  }
  const { from, to } = parsePoints(args, trace, args.value('points') ?? '..');
  if (to === 0) throw args.error('--points takes others than the first image, which is point 0');
  return { from: Math.max(1, from), to };
}

async function answered(
  trace: Trace,
  range: PointRange,
  question: WhatIfQuestion,
  context: Context,
): Promise<WhatIf> {
  const bar = new ProgressBar(context.terminal.err, 'Reading');
  try {
    return await interruptible(context, async (signal) =>
      whatIf(trace, range, question, (share) => {
        if (signal.aborted) throw new KemariError('cancelled', 'interrupted');
        bar.update(share, trace.name);
      }),
    );
  } finally {
    bar.finish();
  }
}

function whatIfToJson(file: string, mode: string, answer: WhatIf): object {
  const { question, recorded, predicted, costs } = answer;
  return { file, question: { ...question }, costs, recorded: { mode, ...recorded }, predicted };
}
