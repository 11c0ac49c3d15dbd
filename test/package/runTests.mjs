// Runs the built tests of this folder in the served workbench, with the package installed as a user
// installs it, and nothing of the repository loaded.
//
//   node test/package/runTests.mjs FILE.vsix [PART OF A FILE'S NAME ...]
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from '../../scripts/command.mjs';

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const TIMEOUT_MS = 300_000;

const [vsix, ...filters] = process.argv.slice(2);
const built = path.join(root, 'out', 'test', 'package');
const files = readdirSync(built)
  .filter((name) => name.endsWith('.test.cjs'))
  .filter((name) => filters.length === 0 || filters.some((part) => name.includes(part)));
const workspace = await mkdtemp(path.join(tmpdir(), 'kemari-workspace-'));
try {
  const options = {
    extensionDevelopmentPath: path.join(root, 'test', 'package', 'probe'),
    extensionTestsPath: path.join(built, 'index.cjs'),
    vsix: path.resolve(vsix),
    out: path.join(root, 'out'),
    'timeout-ms': TIMEOUT_MS,
  };
  process.exitCode = await runNode(
    'test/workbench/runner/run.mjs',
    [
      workspace,
      '--untrusted',
      ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
    ],
    { environment: { KEMARI_TEST_FILES: files.join(','), KEMARI_VSIX: path.resolve(vsix) } },
  );
} finally {
  await rm(workspace, { recursive: true, force: true });
}
