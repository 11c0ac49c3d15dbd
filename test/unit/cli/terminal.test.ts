import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { ProgressBar } from '../../../src/cli/progressBar';
import { styleOf } from '../../../src/cli/style';
import { BrokenPipe, processTerminal } from '../../../src/cli/terminal';
import { KemariError } from '../../../src/core/errors';
import { MemoryOutput } from '../../support/commandLine';

/** A stream whose every write fails with this code, or succeeds without one. */
function stream(code?: string): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(code === undefined ? null : Object.assign(new Error(`${code}: failed`), { code }));
    },
  });
}

function terminalStream(): Writable {
  return Object.assign(stream(), { isTTY: true, columns: 132 });
}

describe('processTerminal', () => {
  it('tells a reader that has gone from a stream that cannot be written', async () => {
    const gone = processTerminal(stream('EPIPE'), stream(), {});
    await assert.rejects(gone.out.write('x'), BrokenPipe);
    // The stream is destroyed by then; what follows must still be a broken pipe, and no crash.
    await assert.rejects(gone.out.write('y'), BrokenPipe);

    const full = processTerminal(stream('ENOSPC'), stream(), {});
    await assert.rejects(full.out.write('x'), (error) => {
      assert.ok(error instanceof KemariError);
      assert.equal(error.kind, 'output');
      assert.match(error.message, /cannot write to standard output: ENOSPC/);
      return true;
    });
  });

  it('gives weights to text on a terminal only, and not where NO_COLOR is set', () => {
    const bold = (out: Writable, environment: Record<string, string>): string =>
      styleOf(processTerminal(out, stream(), environment)).bold('x');
    assert.equal(bold(terminalStream(), {}), '\x1b[1mx\x1b[22m');
    assert.equal(bold(terminalStream(), { NO_COLOR: '' }), '\x1b[1mx\x1b[22m');
    assert.equal(bold(terminalStream(), { NO_COLOR: '1' }), 'x');
    assert.equal(bold(terminalStream(), { TERM: 'dumb' }), 'x');
    assert.equal(bold(stream(), {}), 'x');
  });

  it('knows the width of a terminal, and has one for what is none', () => {
    assert.equal(processTerminal(terminalStream(), stream(), {}).out.columns, 132);
    assert.equal(processTerminal(stream(), stream(), {}).out.columns, 100);
  });
});

describe('ProgressBar', () => {
  it('draws no wider than the terminal', () => {
    const output = new MemoryOutput(true);
    new ProgressBar(output, 'Label', 0).update(0.5, 'x'.repeat(200));
    assert.equal(output.text.replace('\x1b[2K\r', '').length, output.columns - 1);
  });

  it('stays within its bounds whatever share it is told', () => {
    for (const share of [-1, 0, 2, NaN]) {
      const output = new MemoryOutput(true);
      new ProgressBar(output, 'L', 0).update(share, '');
      assert.equal(output.text.match(/[━╌]/g)?.length, 24, String(share));
    }
  });

  it('does not flicker for what is done at once', () => {
    const output = new MemoryOutput(true);
    const bar = new ProgressBar(output, 'L', 60_000);
    bar.update(0.5, '');
    bar.finish();
    assert.equal(output.text, '');
  });

  it('draws nothing where there is no terminal', () => {
    const output = new MemoryOutput(false);
    const bar = new ProgressBar(output, 'L', 0);
    bar.update(0.5, '');
    bar.finish();
    assert.equal(output.text, '');
  });
});
