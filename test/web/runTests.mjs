// Runs the built tests of this folder in a VS Code whose extension host is a worker of a browser.
//
//   node test/web/runTests.mjs [NAME OF A TEST FILE ...]
//
// The workbench opens a folder with a trace, and with what the command line says of it: nothing in a
// browser can run a command.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runNode } from '../../scripts/command.mjs';

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const cli = path.join(root, 'dist', 'cli.js');
const POINTS = 130;
const MAX_OUTPUT_BYTES = 64 << 20;

async function kemari(...args) {
  const options = { maxBuffer: MAX_OUTPUT_BYTES };
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args, '--json'], options);
  return JSON.parse(stdout);
}

async function fillWorkspace(folder) {
  const trace = path.join(folder, 'web.kemari');
  await kemari(
    'record',
    '--out',
    trace,
    '--workload',
    'mixed',
    '--points',
    `${POINTS}`,
    '--seed',
    '7',
  );
  const expected = {
    inspect: await kemari('inspect', trace, '--points', `0..${POINTS - 1}`),
    show: await kemari('show', trace, '42'),
  };
  const gfn = expected.show.gfns[0];
  expected.history = await kemari('page', trace, gfn, '--history');
  await writeFile(path.join(folder, 'expected.json'), JSON.stringify(expected));
}

const workspace = await mkdtemp(path.join(tmpdir(), 'kemari-web-workspace-'));
try {
  await fillWorkspace(workspace);
  const tests = path.join(root, 'out', 'test', 'web', 'index.js');
  process.exitCode = await runNode('test/web/runner/run.mjs', [
    ...[root, tests, workspace, path.join(root, 'out')],
    ...process.argv.slice(2),
  ]);
} finally {
  await rm(workspace, { recursive: true, force: true });
}
