import { KemariError } from '../../core/errors';
import { MODES, type Mode } from '../../core/syncPoint';
import { DEFAULT_INTERVAL_MS } from '../../engine/syncMode';
import { WORKLOADS } from '../../machine/v86/guest/workloads';
import { DURABILITIES } from '../../trace/durability';
import type { Arguments } from '../arguments';
import {
  JSON_OPTION,
  type Command,
  type Context,
  type RecordingOutcome,
  type RecordingRequest,
  type RecordingWatch,
} from '../command';
import { ExitCode } from '../exitCode';
import { countOf, formatCount, printable } from '../format';
import { interruptible } from '../interruption';
import { writeJson } from '../json';
import { findPlaceToWrite } from '../../node/newFile';
import { ProgressBar } from '../progressBar';
import { styleOf } from '../style';
import { TAP_HELP, tapOf } from '../tapOption';
import { makeSummaryReport, summaryLines, summaryToJson } from '../summaryReport';

/** Machines that can be recorded, the default first. */
const MACHINES = ['v86'] as const;

const DEFAULT_WORKLOAD = 'mixed';
const DEFAULT_POINTS = 1000;
const DEFAULT_SEED = 1;

/** The guest takes its seed as an unsigned 32-bit number. */
const MAX_SEED = 2 ** 32 - 1;

/** What each mode does, for the help. */
const MODE_TEXTS: Record<Mode, string> = {
  'stop-and-copy': 'at output, and the guest stands still until it is acknowledged',
  pipelined: 'at output, and the guest runs on while pages are copied and sent',
  periodic: 'by the clock, with all output held in between',
};

/** A protected pair run and recorded. */
export const record: Command = {
  name: 'record',
  description: [
    'Runs a guest under protection, an active and a passive machine, and records every sync point',
    'in a trace. ^C ends it; what was recorded until then is kept.',
    '',
    'Workloads:',
    ...WORKLOADS.map(({ name, description }) => `  ${name.padEnd(9)}${description}`),
    '',
    'Modes:',
    ...MODES.map((mode) => `  ${mode.padEnd(15)}${MODE_TEXTS[mode]}`),
  ].join('\n'),
  positionals: [],
  options: [
    { name: 'out', value: 'F', help: 'the trace to write (default: WORKLOAD.kemari)' },
    { name: 'force', help: 'replace the file if it exists' },
    { name: 'machine', value: 'NAME', help: `the machine: ${MACHINES.join(' or ')}` },
    { name: 'workload', value: 'NAME', help: `what the guest does (default: ${DEFAULT_WORKLOAD})` },
    {
      name: 'mode',
      value: 'MODE',
      help: `how to synchronize: ${MODES.join(', ')} (default: ${MODES[0]})`,
    },
    {
      name: 'interval',
      value: 'MS',
      help: `milliseconds between two sync points of mode periodic (default: ${DEFAULT_INTERVAL_MS})`,
    },
    {
      name: 'points',
      value: 'N',
      help: `end after N sync points, the first image included (default: ${formatCount(DEFAULT_POINTS)}, without --seconds)`,
    },
    { name: 'seconds', value: 'S', help: 'end after S seconds by the clock' },
    {
      name: 'tap',
      value: 'CAUSE,...',
      help: TAP_HELP,
    },
    {
      name: 'coalesce',
      value: 'US',
      help: 'let outputs share a sync point that come within US microseconds of guest time, in which a guest that waits is not waited for',
    },
    {
      name: 'seed',
      value: 'N',
      help: `the same seed gives the same run (default: ${DEFAULT_SEED})`,
    },
    {
      name: 'durability',
      value: 'WHEN',
      help: 'when the trace survives a loss of power: none (once it is closed; the default), interval (about every second) or point (at every sync point)',
    },
    JSON_OPTION,
  ],
  examples: [
    { line: 'kemari record', explanation: '1,000 sync points into mixed.kemari' },
    { line: 'kemari record --workload hotset --points 200', explanation: 'into hotset.kemari' },
    {
      line: 'kemari record --tap net-tx --seconds 10 --out net.kemari',
      explanation: 'sync points at network output only',
    },
    {
      line: 'kemari record --workload counter --coalesce 1000',
      explanation: 'a sync point for each line, not for each byte',
    },
    {
      line: 'kemari record --tap irqchip=sync',
      explanation: 'sync points also at accesses to the interrupt chips',
    },
    {
      line: 'kemari record --mode periodic --interval 100',
      explanation: 'ten sync points a second, with all output held in between',
    },
  ],

  async run(args, context) {
    const request = requestOf(args);
    await findPlaceToWrite(request.file, args.flag('force'));
    const outcome = await recordWithProgress(request, context);
    await report(request.file, args.flag('json'), context);
    if (!outcome.cancelled) return ExitCode.done;
    throw new KemariError(
      'cancelled',
      `interrupted; ${request.file} holds the ${countOf(outcome.points, 'sync point')} until then`,
    );
  },
};

/** What is asked for by the options of {@link record}. @throws KemariError of kind `usage`. */
export function requestOf(args: Arguments): RecordingRequest {
  args.choice('machine', MACHINES);
  const workloads = WORKLOADS.map(({ name }) => name);
  const workload = args.choice('workload', workloads) ?? DEFAULT_WORKLOAD;
  const seconds = args.positiveNumber('seconds');
  const coalesceUs = args.positiveNumber('coalesce');
  const points =
    args.wholeNumber('points', 1) ?? (seconds === undefined ? DEFAULT_POINTS : undefined);
  const seed = args.wholeNumber('seed', 0) ?? DEFAULT_SEED;
  if (seed > MAX_SEED) throw args.error(`--seed goes up to ${formatCount(MAX_SEED)}`);
  return {
    file: args.value('out') ?? `${workload}.kemari`,
    workload,
    ...modeOf(args),
    ...(points === undefined ? {} : { points }),
    ...(seconds === undefined ? {} : { seconds }),
    ...tapOf(args),
    ...(coalesceUs === undefined ? {} : { coalesceUs }),
    seed,
    durability: args.choice('durability', DURABILITIES) ?? DURABILITIES[0],
  };
}

function modeOf(args: Arguments): Pick<RecordingRequest, 'mode' | 'intervalMs'> {
  const mode = args.choice('mode', MODES) ?? MODES[0];
  const intervalMs = args.positiveNumber('interval');
  if (intervalMs === undefined) return { mode };
  if (mode !== 'periodic') throw args.error('--interval is for --mode periodic');
  return { mode, intervalMs };
}

async function recordWithProgress(
  request: RecordingRequest,
  context: Context,
): Promise<RecordingOutcome> {
  const { points = Infinity, seconds = Infinity } = request;
  const bar = new ProgressBar(context.terminal.err, `Recording ${request.workload}`, 0);
  const askedAtMs = Date.now();
  const startedAt = performance.now();
  const progress: RecordingWatch['progress'] = (now) => {
    const elapsed = (performance.now() - startedAt) / 1000;
    const share = Math.max(now.points / points, elapsed / seconds);
    const aim = points === Infinity ? '' : ` of ${formatCount(points)}`;
    const time = seconds === Infinity ? '' : `, ${elapsed.toFixed(0)} of ${seconds} s`;
    bar.update(share, `${formatCount(now.points)}${aim} sync points${time}`);
  };
  try {
    return await interruptible(context, (signal) =>
      context.recordTrace(request, { progress, signal }),
    );
  } catch (error) {
    throw await withWhatIsKept(error, request.file, askedAtMs, context);
  } finally {
    bar.finish();
  }
}

/**
 * The same error, telling also what a recording that broke off left in its file. What was recorded
 * before it was asked for is an older trace, which this recording did not come to replace.
 */
export async function withWhatIsKept(
  error: unknown,
  file: string,
  askedAtMs: number,
  context: Context,
): Promise<unknown> {
  if (!(error instanceof KemariError) || error.kind === 'usage') return error;
  const trace = await context.openTrace(file).catch(() => undefined);
  if (trace === undefined) return error;
  await trace.close();
  if (trace.header.startedAtMs < askedAtMs) return error;
  const kept = `${file} keeps the ${countOf(trace.pointCount, 'sync point')} recorded before`;
  return new KemariError(error.kind, `${error.message}; ${kept}`, error.place, { cause: error });
}

/** Prints what was recorded, as read back from the file. */
async function report(file: string, json: boolean, context: Context): Promise<void> {
  const { terminal } = context;
  const trace = await context.openTrace(file);
  try {
    const summary = await makeSummaryReport(trace, file, context);
    if (json) return await writeJson(terminal.out, summaryToJson(summary));
    const style = styleOf(terminal);
    const next = `Look inside with: kemari inspect ${printable(file)}`;
    await terminal.out.write(`${summaryLines(summary, style).join('\n')}\n\n${style.dim(next)}\n`);
  } finally {
    await trace.close();
  }
}
