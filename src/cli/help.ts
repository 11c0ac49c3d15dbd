import type { Command } from './command';
import { COMMANDS } from './commandList';
import { wrap } from './wrap';

/** Width of help, which a terminal of any size in use can show. */
const COLUMNS = 96;

/** `kemari show FILE N [--json]`. */
export function synopsis(command: Command): string {
  return ['kemari', command.name, ...synopsisWords(command)].join(' ');
}

function synopsisWords(command: Command): string[] {
  return [
    ...command.positionals.map(({ name, repeated }) => (repeated ? `[${name}...]` : name)),
    ...command.options.map(({ name, value }) =>
      value === undefined ? `[--${name}]` : `[--${name} ${value}]`,
    ),
  ];
}

/** What `kemari --help` prints. */
export function programHelp(version: string): string {
  return [
    `kemari ${version}: record VM replication, and look inside what was recorded`,
    '',
    'Usage: kemari COMMAND [ARGUMENT...] [--help]',
    '',
    'Commands:',
    ...twoColumns(COMMANDS.map(({ name, summary }) => [name, summary])),
    '',
    'Examples:',
    ...twoColumns([
      ['kemari record --points 200', 'protect a guest and record 200 sync points'],
      ['kemari inspect mixed.kemari', 'what was recorded'],
      ['kemari show mixed.kemari 12', 'one sync point in full'],
    ]),
    '',
    'GFNs and addresses are read in hex (0x1f3) or decimal. Exit codes: 0 done, 1 not so (verify',
    'found damage), 2 wrong usage, 3 unreadable or damaged input, 4 a needed program is missing,',
    '5 the output cannot be written, 130 interrupted.',
    '',
  ].join('\n');
}

/** What `kemari NAME --help` prints. */
export function commandHelp(command: Command): string {
  const options = command.options.map(({ name, value, help }): [string, string] => [
    value === undefined ? `--${name}` : `--${name} ${value}`,
    help,
  ]);
  return [
    command.description,
    '',
    ...usageLines(command),
    '',
    ...(command.positionals.length === 0
      ? []
      : [
          'Arguments:',
          ...twoColumns(
            command.positionals.map(({ name, help, repeated }) => [
              repeated ? `${name}...` : name,
              help,
            ]),
          ),
          '',
        ]),
    'Options:',
    ...twoColumns([...options, ['-h, --help', 'print this']]),
    '',
    'Examples:',
    ...twoColumns(command.examples.map(({ line, explanation }) => [line, explanation])),
    '',
  ].join('\n');
}

/** The synopsis after `Usage:`, continued under its first argument where it is too long. */
function usageLines(command: Command): string[] {
  const start = `Usage: kemari ${command.name}`;
  const indent = ' '.repeat(start.length + 1);
  const [first, ...rest] = wrap(synopsisWords(command), COLUMNS - indent.length, ' ');
  return [`${start} ${first ?? ''}`.trimEnd(), ...rest.map((line) => indent + line)];
}

/** What stands left, padded, and right of it the text, wrapped. */
function twoColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) =>
    wrap(right.split(' '), COLUMNS - width - 4, ' ').map(
      (line, i) => `  ${(i === 0 ? left : '').padEnd(width)}  ${line}`,
    ),
  );
}
