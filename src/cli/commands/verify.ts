import { JSON_OPTION, type Command } from '../command';
import { ExitCode } from '../exitCode';
import { damageLines, damageToJson } from '../damageText';
import { countOf, printable } from '../format';
import { interruptible } from '../interruption';
import { writeJson } from '../json';
import { ProgressBar } from '../progressBar';
import { FILE } from '../traceArguments';

/** Every byte of a trace checked. */
export const verify: Command = {
  name: 'verify',
  description:
    'Reads every byte of a trace and checks it, and whether all is there that sync points refer to.\n' +
    'Exits with 1 if anything is damaged, and tells of each place what is lost by it.',
  positionals: [FILE],
  options: [JSON_OPTION],
  examples: [{ line: 'kemari verify mixed.kemari && echo sound', explanation: 'check a trace' }],

  run: async (args, context) => {
    const file = args.positional(FILE.name);
    const { terminal } = context;
    const bar = new ProgressBar(terminal.err, 'Verifying');
    const progress = (share: number): void => bar.update(share, file);
    const verdict = await interruptible(context, (signal) =>
      context.verifyTrace(file, { progress, signal }),
    ).finally(() => bar.finish());
    const { ok, points, damage } = verdict;
    if (args.flag('json')) {
      await writeJson(terminal.out, { ok, points, damage: damageToJson(damage) });
    } else {
      const found = ok ? 'no damage' : `damaged in ${countOf(damage.length, 'place')}`;
      const lines = [
        `${printable(file)}: ${countOf(points, 'whole sync point')}, ${found}`,
        ...damageLines(damage),
      ];
      await terminal.out.write(`${lines.join('\n')}\n`);
    }
    return ok ? ExitCode.done : ExitCode.notSo;
  },
};
