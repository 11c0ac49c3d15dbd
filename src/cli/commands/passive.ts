import type { PassiveNotice } from '../../node/pair/passiveNode';
import type { PassiveReport } from '../../node/pair/runPassive';
import { KemariError } from '../../core/errors';
import { JSON_OPTION, type Command } from '../command';
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

/** Seconds that it waits for an active that is out of reach. */
const TAKE_OVER_AFTER = 2;

/** The other half of a pair in two processes: the guest is held here, and runs on when its host is gone. */
export const passive: Command = {
  name: 'passive',
  description: [
    'Listens for an active (see kemari active), and follows it from sync point to sync point. When the',
    'active is gone, or out of reach for too long, it takes over: it lets out what the last sync point',
    'may not have, and runs the guest on, without protection, until ^C. It ends when its active ends in',
    'order.',
  ].join('\n'),
  positionals: [],
  options: [
    { name: 'listen', value: 'HOST:PORT', help: `where to listen (default: ${DEFAULT_ADDRESS})` },
    ...CREDENTIAL_OPTIONS,
    {
      name: 'take-over-after',
      value: 'S',
      help: `wait S seconds for an active that is out of reach (default: ${TAKE_OVER_AFTER})`,
    },
    { name: 'seconds', value: 'S', help: 'after a takeover, end after S seconds by the clock' },
    JSON_OPTION,
  ],
  examples: [
    { line: 'kemari passive', explanation: 'on this machine' },
    {
      line: 'kemari passive --listen 0.0.0.0:7310 --certificates certificates',
      explanation: 'for an active elsewhere',
    },
  ],

  async run(args, context) {
    const { out, err } = context.terminal;
    const credentials = credentialFiles(args, 'passive');
    const seconds = args.positiveNumber('seconds');
    const options = {
      listen: addressOption(args, 'listen'),
      ...(credentials ? { credentials } : {}),
      takeOverAfter: args.positiveNumber('take-over-after') ?? TAKE_OVER_AFTER,
      ...(seconds === undefined ? {} : { seconds }),
    };
    const report = await interruptible(context, (signal) =>
      context.runPassive(options, {
        signal,
        notice: (notice) => {
          // Standard error may be gone; the guest is held all the same.
          err.write(`kemari: ${printable(noticeText(notice))}\n`).catch(() => undefined);
        },
      }),
    );
    if (args.flag('json')) await writeJson(out, report);
    else await out.write(`${reportLines(report).join('\n')}\n`);
    if (report.outcome !== 'interrupted') return ExitCode.done;
    throw new KemariError('cancelled', 'interrupted; the guest that was held here is gone');
  },
};

function noticeText(notice: PassiveNotice): string {
  switch (notice.kind) {
    case 'listening':
      return `listening on ${notice.address}${notice.encrypted ? '' : ', in plain text'}`;
    case 'following':
      return `following ${notice.active} (${notice.writer}), workload ${notice.workload}, session ${notice.session}, ${countOf(notice.holds, 'transaction')} held`;
    case 'refused':
      return `refused ${notice.peer}: ${notice.why}`;
    case 'lost':
      return notice.holds === 0
        ? `the active is lost before its first sync point: ${notice.why}`
        : `the active is lost: ${notice.why}; ${countOf(notice.holds, 'transaction')} held, taking over in ${formatDuration(notice.patienceMs * 1000)} unless it comes back`;
    case 'taking over':
      return `taking over at transaction ${formatCount(notice.transaction)}`;
  }
}

function reportLines({ outcome, transactions, connections, takeover }: PassiveReport): string[] {
  const held = `${countOf(transactions, 'transaction')} held, over ${countOf(connections, 'connection')}`;
  if (!takeover)
    return [`The active ${outcome === 'finished' ? 'ended in order' : 'was left'}; ${held}`];
  const { transaction, activationUs, repeatedOutputs, outputs, outputBytes, guestTimeUs } =
    takeover;
  const ran = formatDuration(guestTimeUs.to - guestTimeUs.from);
  return [
    `Took over at transaction ${formatCount(transaction)}, in ${formatDuration(activationUs)}; ${held}`,
    `Ran the guest on for ${ran} of its time: ${countOf(repeatedOutputs, 'output')} repeated, ${countOf(outputs, 'output')} of its own, ${formatBytes(outputBytes)}`,
  ];
}
