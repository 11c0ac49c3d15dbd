import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { COMMANDS } from '../../../src/cli/commandList';
import { BrokenPipe } from '../../../src/cli/terminal';
import { KemariError, type ErrorKind } from '../../../src/core/errors';
import { MemoryOutput, runCommand } from '../../support/commandLine';

describe('the program', () => {
  it('lists every command in its help, and every command has help with examples', async () => {
    const { out, exitCode } = await runCommand(['--help']);
    assert.equal(exitCode, 0);
    for (const { name, summary } of COMMANDS) {
      assert.ok(out.includes(`  ${name}`) && out.includes(summary), name);
      const help = await runCommand([name, '--help']);
      assert.equal(help.exitCode, 0);
      assert.match(help.out, new RegExp(`Usage: kemari ${name} `));
      assert.match(help.out, /Examples:\n {2}kemari /);
      assert.equal((await runCommand(['help', name])).out, help.out);
    }
  });

  it('knows every command that has a file, under its own name', async () => {
    const files = readdirSync('src/cli/commands').map((file) => file.replace('.ts', ''));
    assert.deepEqual(COMMANDS.map(({ name }) => name).sort(), files.sort());
    for (const { name, load } of COMMANDS) assert.equal((await load()).name, name);
  });

  it('prints its version', async () => {
    assert.deepEqual((await runCommand(['--version'])).out, '1.2.3\n');
  });

  it('prints its help on standard error and fails when called with nothing', async () => {
    const { out, err, exitCode } = await runCommand([]);
    assert.equal(out, '');
    assert.match(err, /Usage: kemari COMMAND/);
    assert.equal(exitCode, 2);
  });

  it('refuses an unknown command and suggests the one that was meant', async () => {
    const { out, err, exitCode } = await runCommand(['inspcet', 'x']);
    assert.equal(out, '');
    assert.equal(
      err,
      'kemari: unknown command "inspcet", did you mean inspect? (see kemari --help)\n',
    );
    assert.equal(exitCode, 2);
    assert.match((await runCommand(['whatever'])).err, /unknown command "whatever" \(see/);
    assert.match((await runCommand(['--frob'])).err, /unknown option "--frob"/);
    assert.match((await runCommand(['help', 'frob'])).err, /unknown command "frob"/);
  });

  it('exits with the code of the kind of error, and one line that says what is wrong', async () => {
    const codes: Record<ErrorKind, number> = {
      usage: 2,
      input: 3,
      'missing-program': 4,
      output: 5,
      cancelled: 130,
    };
    for (const [kind, code] of Object.entries(codes)) {
      const { err, exitCode } = await runCommand(['inspect', 'x'], {
        openTrace: () => Promise.reject(new KemariError(kind as ErrorKind, 'x: two\nlines')),
      });
      assert.equal(err, 'kemari: x: two\\u000alines\n');
      assert.equal(exitCode, code);
    }
  });

  it('tells a defect of its own from an error of the user, with a stack to report', async () => {
    const { err, exitCode } = await runCommand(['inspect', 'x'], {
      openTrace: () => Promise.reject(new TypeError('oops')),
    });
    assert.match(err, /^kemari: internal error: oops\nTypeError: oops\n {4}at /);
    assert.equal(exitCode, 70);
  });

  it('ends quietly when the reader of its output has gone', async () => {
    const err = new MemoryOutput();
    const out = new MemoryOutput();
    out.write = () => Promise.reject(new BrokenPipe());
    const { exitCode } = await runCommand(['--help'], { terminal: { out, err, colours: false } });
    assert.equal(exitCode, 0);
    assert.equal(err.text, '');
  });
});
