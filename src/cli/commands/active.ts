import type { ActiveNotice, ActiveOutcome } from '../../node/pair/activeNode';
import { findPlaceToWrite } from '../../node/newFile';
import { KemariError } from '../../core/errors';
import type { Command, Context } from '../command';
import { ExitCode } from '../exitCode';
import { countOf, formatBytes, formatCount, formatDuration, printable } from '../format';
import { interruptible } from '../interruption';
import { writeJson } from '../json';
import {
  addressOption,
  CREDENTIAL_OPTIONS,
  credentialFiles,
  DEFAULT_ADDRESS,
} from '../pairOptions';
import { ProgressBar } from '../progressBar';
import { makeSummaryReport, summaryLines, summaryToJson } from '../summaryReport';
import { styleOf } from '../style';
import { record, requestOf, withWhatIsKept } from './record';

/** Seconds without a connection after which the passive is given up. */
const RECONNECT_FOR = 30;

/** What the guest does while the first image goes over, the default first. */
const IMAGES = ['running', 'stopped'] as const;

/** One half of a pair in two processes: the guest runs here. */
export const active: Command = {
  name: 'active',
  description: [
    'Runs a guest under the protection of a passive in another process, on this host or another: see',
    'kemari passive. With --out it records every sync point in a trace. Where the link is cut, it',
    'connects again, and sends what the passive does not hold; until then no output leaves the guest.',
  ].join('\n'),
  positionals: [],
  options: [
    {
      name: 'connect',
      value: 'HOST:PORT',
      help: `where the passive listens (default: ${DEFAULT_ADDRESS})`,
    },
    ...CREDENTIAL_OPTIONS,
    {
      name: 'reconnect-for',
      value: 'S',
      help: `give the passive up after S seconds without a connection (default: ${RECONNECT_FOR})`,
    },
    {
      name: 'image',
      value: 'HOW',
      help: `send the first image while the guest runs, unprotected until that is done (${IMAGES[0]}, the default), or before it begins to run (${IMAGES[1]})`,
    },
    ...record.options.map((option) =>
      option.name === 'out' ? { ...option, help: 'the trace to write (default: none)' } : option,
    ),
  ],
  examples: [
    { line: 'kemari active --points 200 --out a.kemari', explanation: 'a passive on this machine' },
    {
      line: 'kemari active --connect 10.0.0.2:7310 --certificates certificates',
      explanation: 'one on another host',
    },
  ],

  async run(args, context) {
    const request = requestOf(args);
    const trace = args.value('out');
    if (trace !== undefined) await findPlaceToWrite(trace, args.flag('force'));
    const credentials = credentialFiles(args, 'active');
    const { file, ...guest } = request;
    const options = {
      ...guest,
      ...(trace === undefined ? {} : { file }),
      connect: addressOption(args, 'connect'),
      ...(credentials ? { credentials } : {}),
      image: args.choice('image', IMAGES) ?? IMAGES[0],
      reconnectFor: args.positiveNumber('reconnect-for') ?? RECONNECT_FOR,
    };
    const outcome = await protect(options, context);
    await report(outcome, trace, args.flag('json'), context);
    if (!outcome.interrupted) return ExitCode.done;
    const kept = trace === undefined ? '' : `; ${trace} holds them`;
    throw new KemariError(
      'cancelled',
      `interrupted after ${countOf(outcome.points, 'sync point')}${kept}`,
    );
  },
};

async function protect(
  options: Parameters<Context['runActive']>[0],
  context: Context,
): Promise<ActiveOutcome> {
  const { err } = context.terminal;
  const { points = Infinity, file } = options;
  const bar = new ProgressBar(err, `Protecting ${options.workload}`, 0);
  const askedAtMs = Date.now();
  const startedAt = performance.now();
  try {
    return await interruptible(context, (signal) =>
      context.runActive(options, {
        signal,
        notice: (notice) => {
          bar.finish();
          // Standard error may be gone; the guest goes on.
          err.write(`kemari: ${printable(noticeText(notice))}\n`).catch(() => undefined);
        },
        progress: (now) => {
          const elapsed = (performance.now() - startedAt) / 1000;
          const share = Math.max(now.points / points, elapsed / (options.seconds ?? Infinity));
          const aim = points === Infinity ? '' : ` of ${formatCount(points)}`;
          bar.update(share, `${formatCount(now.points)}${aim} sync points`);
        },
      }),
    );
  } catch (error) {
    if (file === undefined) throw error;
    throw await withWhatIsKept(error, file, askedAtMs, context);
  } finally {
    bar.finish();
  }
}

function noticeText(notice: ActiveNotice): string {
  switch (notice.kind) {
    case 'protected':
      return `the passive ${notice.passive} (${notice.writer}) protects the guest${notice.encrypted ? '' : ', in plain text'}`;
    case 'image': {
      const { rounds, pages, bytes, standstillUs } = notice;
      return `the first image went over in ${countOf(rounds, 'round')}, ${countOf(pages, 'page')}, ${formatBytes(bytes)}; the guest stood still for ${formatDuration(standstillUs)}`;
    }
    case 'lost':
      return `the link is lost, and no output leaves: ${notice.why}`;
    case 'resumed':
      return `the link is there again; ${countOf(notice.repeated, 'transaction')} sent again`;
  }
}

async function report(
  outcome: ActiveOutcome,
  file: string | undefined,
  json: boolean,
  context: Context,
): Promise<void> {
  const { out } = context.terminal;
  const { session, points, outputs, outputBytes, resumptions } = outcome;
  const trace = file === undefined ? undefined : await context.openTrace(file);
  try {
    const summary = trace && file !== undefined && (await makeSummaryReport(trace, file, context));
    if (json) {
      const pair = { session, points, outputs, outputBytes, resumptions };
      return await writeJson(out, summary ? { ...pair, trace: summaryToJson(summary) } : pair);
    }
    const resumed = resumptions === 0 ? '' : `, the link resumed ${countOf(resumptions, 'time')}`;
    const line = `${countOf(points, 'sync point')}, ${countOf(outputs, 'output')} (${formatBytes(outputBytes)})${resumed}`;
    const lines = summary
      ? [line, '', ...summaryLines(summary, styleOf(context.terminal))]
      : [line];
    await out.write(`${lines.join('\n')}\n`);
  } finally {
    await trace?.close();
  }
}
