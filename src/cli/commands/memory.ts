import type { Trace } from '../../trace/trace';
import { JSON_OPTION, type Command, type Context } from '../command';
import { ExitCode } from '../exitCode';
import { formatBytes, formatCount } from '../format';
import { interruptible } from '../interruption';
import { writeJson } from '../json';
import { writeNewFile } from '../../node/newFile';
import { ProgressBar } from '../progressBar';
import { AT_OPTION, FILE, pointAt, withTrace } from '../traceArguments';

/** The whole memory as a file. */
export const memory: Command = {
  name: 'memory',
  description:
    "Writes the guest's whole memory as of a sync point into a file: its regions one after the other,\n" +
    'in ascending order of address, without the holes between them.',
  positionals: [FILE],
  options: [
    AT_OPTION,
    { name: 'out', value: 'IMG', help: 'the file to write' },
    { name: 'force', help: 'replace the file if it exists' },
    JSON_OPTION,
  ],
  examples: [
    { line: 'kemari memory mixed.kemari --at 12 --out 12.img', explanation: 'as of sync point 12' },
  ],

  async run(args, context) {
    const file = args.value('out');
    if (file === undefined) throw args.error('missing --out IMG, the file to write');
    return withTrace(args, context, async (trace) => {
      const at = pointAt(args, trace);
      await interruptible(context, (signal) =>
        writeNewFile(file, args.flag('force'), pieces(trace, at, context), signal),
      );
      const { bytes } = trace.header.pages;
      const { out } = context.terminal;
      if (args.flag('json')) await writeJson(out, { file, at, bytes });
      else await out.write(`${file}: ${formatBytes(bytes)} as of sync point ${formatCount(at)}\n`);
      return ExitCode.done;
    });
  },
};

async function* pieces(
  trace: Trace,
  at: number,
  { terminal }: Context,
): AsyncGenerator<Uint8Array> {
  const total = trace.header.pages.bytes;
  const bar = new ProgressBar(terminal.err, 'Writing');
  try {
    let written = 0;
    for await (const piece of trace.memory(at)) {
      yield piece;
      written += piece.length;
      bar.update(written / total, `${formatBytes(written)} of ${formatBytes(total)}`);
    }
  } finally {
    bar.finish();
  }
}
