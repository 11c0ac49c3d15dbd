// Runs the built tests of this folder inside a real VS Code.
//
//   node test/workbench/runTests.mjs desktop|served [PART OF A FILE'S NAME ...]
//
// desktop: the one that downloadDesktop.mjs downloaded. served: the workbench of runner/. Files that end
// in a language, such as .de.test.ts, run in a workbench of that language.
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { readdirSync } from 'node:fs';
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
const built = path.join(root, 'out', 'test', 'workbench');
const files = readdirSync(built)
  .filter((name) => name.endsWith('.test.cjs'))
  .filter((name) => filters.length === 0 || filters.some((part) => name.includes(part)));
// A desktop speaks another language only with a language pack: there, those tests skip themselves.
const languageOf = (name) =>
  vscode === 'served' ? /\.([a-z]{2})\.test\.cjs$/.exec(name)?.[1] : undefined;

for (const language of new Set(files.map(languageOf))) {
  const names = files.filter((name) => languageOf(name) === language);
  await runIn(language, names).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}

/** Runs some of the files in a VS Code of its own. @param language English if undefined. */
async function runIn(language, names) {
  const workspace = await mkdtemp(path.join(tmpdir(), 'kemari-workspace-'));
  try {
    await runTests({
      vscodeExecutablePath:
        vscode === 'desktop'
          ? await downloadAndUnzipVSCode('stable')
          : path.join(here, 'runner', 'run.mjs'),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(built, 'index.cjs'),
      extensionTestsEnv: { KEMARI_TEST_FILES: names.join(',') },
      launchArgs: [
        workspace,
        ...(vscode === 'served'
          ? [`--out=${path.join(root, 'out')}`, `--timeout-ms=${TIMEOUT_MS}`]
          : ['--disable-extensions']),
        ...(language === undefined ? [] : [`--locale=${language}`]),
      ],
    });
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}
