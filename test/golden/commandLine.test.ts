import { runCommand } from '../support/commandLine';
import { assertGolden } from '../support/golden';
import { randomTrace } from '../support/randomTrace';

const TRACE = 'random.kemari';

/** The command lines whose output is kept, by the name of the golden file. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  'help.txt': ['--help'],
  'help-page.txt': ['page', '--help'],
  'inspect.txt': ['inspect', TRACE],
  'inspect-json.txt': ['inspect', TRACE, '--points', '0..2', '--json'],
  'inspect-where.txt': ['inspect', TRACE, '--where', 'touches(0x105) && cause != "net-tx"'],
  'show.txt': ['show', TRACE, '9'],
  'show-json.txt': ['show', TRACE, '9', '--json'],
  'show-0.txt': ['show', TRACE, '0'],
  'page.txt': ['page', TRACE, '0x105', '--at', '30'],
  'page-history.txt': ['page', TRACE, '0x105', '--history'],
  'page-history-json.txt': ['page', TRACE, '0x105', '--history', '--json'],
  'diff.txt': ['diff', TRACE, '4', '12'],
  'help-report.txt': ['report', '--help'],
  'help-whatif.txt': ['whatif', '--help'],
  'whatif.txt': ['whatif', TRACE, '--mode', 'pipelined', '--bandwidth', '1Gbit', '--rtt', '0.2ms'],
  'whatif-json.txt': ['whatif', TRACE, '--tap', 'net-tx', '--encoding', 'delta', '--json'],
  'report.txt': ['report', TRACE],
  'report-markdown.txt': ['report', TRACE, '--markdown'],
  'report-json.txt': ['report', TRACE, '--json'],
  'diff-json.txt': ['diff', TRACE, '4', '12', '--json'],
};

describe('the command line prints what it printed before:', () => {
  for (const [name, line] of Object.entries(LINES)) {
    it(`kemari ${line.join(' ')}`, async () => {
      const { exitCode, out, err } = await runCommand(line, {
        traces: { [TRACE]: randomTrace(7, 60) },
      });
      assertGolden(`commandLine/${name}`, `${out}${err}exit code ${exitCode}\n`);
    });
  }

  it('kemari inspect on a terminal, with the middle left out', async () => {
    const { out } = await runCommand(['inspect', TRACE], {
      traces: { [TRACE]: randomTrace(7, 60) },
      isTerminal: true,
    });
    assertGolden('commandLine/inspect-terminal.txt', out);
  });
});
