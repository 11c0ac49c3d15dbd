import { JSON_OPTION, type Command } from '../command';
import { ExitCode } from '../exitCode';
import { countOf, formatBytes, printable } from '../format';
import { interruptible } from '../interruption';
import { writeJson } from '../json';
import { findPlaceToWrite } from '../../node/newFile';
import { ProgressBar } from '../progressBar';
import { damageLines, damageToJson } from '../damageText';
import { FILE } from '../traceArguments';

/** A good trace made from a bad one. */
export const recover: Command = {
  name: 'recover',
  description:
    'Writes a closed trace without damage from one that was cut, damaged or never closed: all of it up\n' +
    'to the last sync point that lost nothing. The trace itself is left as it is.',
  positionals: [FILE],
  options: [
    { name: 'out', value: 'G', help: 'the trace to write' },
    { name: 'force', help: 'replace the file if it exists' },
    JSON_OPTION,
  ],
  examples: [
    { line: 'kemari recover cut.kemari --out whole.kemari', explanation: 'save what there is' },
  ],

  async run(args, context) {
    const from = args.positional(FILE.name);
    const file = args.value('out');
    if (file === undefined) throw args.error('missing --out G, the trace to write');
    await findPlaceToWrite(file, args.flag('force'));
    const { terminal } = context;
    const bar = new ProgressBar(terminal.err, 'Recovering');
    const progress = (share: number): void => bar.update(share, from);
    const recovery = await interruptible(context, (signal) =>
      context.recoverTrace(from, file, { progress, signal }),
    ).finally(() => bar.finish());
    const { points, bytes, leftOut, damage } = recovery;
    if (args.flag('json')) {
      await writeJson(terminal.out, { file, points, bytes, leftOut, damage: damageToJson(damage) });
    } else {
      const rest = leftOut === 0 ? '' : `; ${countOf(leftOut, 'sync point')} behind them left out`;
      const lines = [
        `${printable(file)}: ${countOf(points, 'sync point')}, ${formatBytes(bytes)}${rest}`,
        ...(damage.length > 0 ? [`Damage in ${printable(from)}:`, ...damageLines(damage)] : []),
      ];
      await terminal.out.write(`${lines.join('\n')}\n`);
    }
    return ExitCode.done;
  },
};
