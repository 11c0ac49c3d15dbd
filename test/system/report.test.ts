import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const PROGRAM = path.resolve('dist', 'cli.js');
const run = promisify(execFile);

/** What `report --json` prints, as far as it is looked at. */
interface PrintedReport {
  readonly traces: readonly { readonly file: string; readonly mode: string }[];
  readonly protection: {
    readonly rows: readonly {
      readonly workload: string;
      readonly file: string;
      readonly instructionsPerSecond: number;
      readonly unprotectedInstructionsPerSecond: number;
      readonly cost: number;
    }[];
    readonly missing: readonly unknown[];
  };
  readonly logDirty: {
    readonly rows: readonly { readonly workload: string; readonly epochs: number }[];
    readonly missing: readonly unknown[];
  };
  readonly pages: {
    readonly rows: readonly { readonly dirtyPages: { readonly p50: number } }[];
  };
}

describe('a matrix of real guests', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'kemari-report-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  async function kemari(...args: string[]): Promise<string> {
    const { stdout, stderr } = await run(process.execPath, [PROGRAM, ...args], { cwd: folder });
    assert.equal(stderr, '');
    return stdout;
  }

  it('is recorded, run unprotected and reported on, and reported on again from its files', async () => {
    const line = ['--matrix', '--workload', 'netecho,hotset', '--seconds', '1', '--out', 'm'];
    const report = JSON.parse(await kemari('report', ...line, '--json')) as PrintedReport;
    const { protection, logDirty, pages } = report;
    assert.deepEqual([...new Set(protection.rows.map(({ workload }) => workload))].sort(), [
      'hotset',
      'netecho',
    ]);
    assert.deepEqual([protection.missing, logDirty.missing], [[], []]);
    for (const row of protection.rows) {
      assert.ok(row.instructionsPerSecond > 0);
      const ratio = row.instructionsPerSecond / row.unprotectedInstructionsPerSecond;
      assert.ok(Math.abs(row.cost - (1 - ratio)) < 1e-9);
    }
    for (const { epochs } of logDirty.rows) assert.ok(epochs > 0);
    assert.ok(pages.rows.every(({ dirtyPages }) => dirtyPages.p50 > 0));

    const files = report.traces.map(({ file }) => file);
    const again = await kemari('report', ...files, '--unprotected', 'm/unprotected.json', '--json');
    assert.deepEqual(JSON.parse(again), report);
    const document = await readFile(path.join(folder, 'm', 'report.md'), 'utf8');
    const runs = ['--unprotected', 'm/unprotected.json'];
    assert.equal(await kemari('report', ...files, ...runs, '--markdown'), document);
    for (const file of files) await kemari('verify', file);
  });

  it('ends soon when it is interrupted, and keeps whole traces', async () => {
    const args = ['report', '--matrix', '--workload', 'counter', '--seconds', '600', '--out', 'i'];
    const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: folder });
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
    try {
      const trace = path.join(folder, 'i', 'counter-stop-and-copy.kemari');
      while (!existsSync(trace)) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill('SIGINT');
      assert.equal(await exit, 130);
      const summary = JSON.parse(await kemari('inspect', trace, '--json')) as { complete: boolean };
      assert.equal(summary.complete, true);
      assert.equal(existsSync(path.join(folder, 'i', 'report.json')), false);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
