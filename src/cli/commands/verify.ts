import { JSON_OPTION, type Command } from '../command';
import { ExitCode } from '../exitCode';
import { countOf, formatCount, printable } from '../format';
import { writeJson } from '../json';
import { ProgressBar } from '../progressBar';
import { FILE } from '../traceArguments';

/** Every byte of a trace checked. */
export const verify: Command = {
  name: 'verify',
  description:
    'Reads every byte of a trace and checks it against its checksums. Exits with 1 if anything is\n' +
    'damaged, and names each place.',
  positionals: [FILE],
  options: [JSON_OPTION],
  examples: [{ line: 'kemari verify mixed.kemari && echo sound', explanation: 'check a trace' }],

  run: async (args, { terminal, verifyTrace }) => {
    const file = args.positional(FILE.name);
    const bar = new ProgressBar(terminal.err, 'Verifying');
    const verdict = await verifyTrace(file, (share) => bar.update(share, file)).finally(() =>
      bar.finish(),
    );
    const { ok, points, damage } = verdict;
    if (args.flag('json')) {
      await writeJson(terminal.out, {
        ok,
        points,
        damage: damage.map(({ offset, what }) => ({ offset, what })),
      });
    } else {
      const found = ok ? 'no damage' : `damaged in ${countOf(damage.length, 'place')}`;
      const lines = [
        `${printable(file)}: ${countOf(points, 'whole sync point')}, ${found}`,
        ...damage.map(({ offset, what }) => `  offset ${formatCount(offset)}: ${printable(what)}`),
      ];
      await terminal.out.write(`${lines.join('\n')}\n`);
    }
    return ok ? ExitCode.done : ExitCode.notSo;
  },
};
