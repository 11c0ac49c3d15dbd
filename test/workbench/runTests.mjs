// Runs the built tests of this folder inside a real VS Code.
//
//   node test/workbench/runTests.mjs desktop|served [PART OF A FILE'S NAME ...]
//
// desktop: the one that downloadDesktop.mjs downloaded. served: the workbench of runner/.
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(path.dirname(here));
const TIMEOUT_MS = 600_000;

// test-electron ends VS Code at SIGINT, and would then end this process before it has cleaned up if
// nobody else listened.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) {
  process.on(signal, () => process.kill(process.pid, 'SIGINT'));
}

const [vscode, ...filters] = process.argv.slice(2);
const workspace = await mkdtemp(path.join(tmpdir(), 'kemari-workspace-'));
try {
  await runTests({
    vscodeExecutablePath:
      vscode === 'desktop'
        ? await downloadAndUnzipVSCode('stable')
        : path.join(here, 'runner', 'run.mjs'),
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, 'out', 'test', 'workbench', 'index.cjs'),
    extensionTestsEnv: { KEMARI_TEST_FILTERS: filters.join(',') },
    launchArgs: [
      workspace,
      ...(vscode === 'served'
        ? [`--out=${path.join(root, 'out')}`, `--timeout-ms=${TIMEOUT_MS}`]
        : ['--disable-extensions']),
    ],
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await rm(workspace, { recursive: true, force: true });
}
