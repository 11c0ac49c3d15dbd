import { KemariError, messageOf } from '../core/errors';
import { Arguments, quoted } from './arguments';
import type { Context } from './command';
import { COMMANDS, type CommandEntry } from './commandList';
import { EXIT_CODE_OF, ExitCode } from './exitCode';
import { printable } from './format';
import { commandHelp, programHelp } from './help';
import { MarkedError } from './markedError';
import { suggestion } from './suggestion';
import { BrokenPipe } from './terminal';

/**
 * The whole program but for the process around it: runs the command that the arguments name and tells
 * what to exit with. Never throws: an error ends as one line on standard error, with a mark below it if
 * it lies inside of what was typed.
 *
 * @param argv the arguments behind the program's name.
 */
export async function runProgram(
  argv: readonly string[],
  version: string,
  context: Context,
): Promise<ExitCode> {
  try {
    return await dispatch(argv, version, context);
  } catch (error) {
    // Whoever read our output has had enough: nobody is there to be told, and nothing is wrong.
    if (error instanceof BrokenPipe) return ExitCode.done;
    const expected = error instanceof KemariError;
    const message = expected ? error.message : `internal error: ${messageOf(error)}`;
    const stack = expected || !(error instanceof Error) ? undefined : error.stack;
    await tell(context, `kemari: ${printable(message)}\n`);
    if (error instanceof MarkedError) await tell(context, `${error.lines.join('\n')}\n`);
    if (stack !== undefined) await tell(context, `${stack}\n`);
    return expected ? EXIT_CODE_OF[error.kind] : ExitCode.defect;
  }
}

async function dispatch(
  argv: readonly string[],
  version: string,
  context: Context,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const [name, ...rest] = argv;
  switch (name) {
    case undefined:
      await err.write(programHelp(version));
      return ExitCode.usage;
    case '--version':
    case '-V':
      await out.write(`${version}\n`);
      return ExitCode.done;
    case 'help':
      // `kemari help show` is `kemari show --help`.
      if (rest.length > 0) return dispatch([rest[0], '--help'], version, context);
      await out.write(programHelp(version));
      return ExitCode.done;
    case '--help':
    case '-h':
      await out.write(programHelp(version));
      return ExitCode.done;
  }
  const command = await find(name).load();
  const args = new Arguments(command, rest);
  if (args.help) {
    await out.write(commandHelp(command));
    return ExitCode.done;
  }
  return command.run(args, context);
}

function find(name: string): CommandEntry {
  const entry = COMMANDS.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  const what = name.startsWith('-') ? 'option' : 'command';
  const near = suggestion(
    name,
    COMMANDS.map((candidate) => candidate.name),
  );
  throw new KemariError(
    'usage',
    `unknown ${what} ${quoted(name)}${near === undefined ? '' : `, did you mean ${near}?`} (see kemari --help)`,
  );
}

/** Writes to standard error; if even that has gone, the exit code must do. */
async function tell({ terminal }: Context, text: string): Promise<void> {
  await terminal.err.write(text).catch(() => undefined);
}
