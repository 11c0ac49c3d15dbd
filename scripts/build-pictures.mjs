// Takes the pictures of the walkthrough (media/walkthrough/) and of the README (docs/) in a real
// workbench. To be run after a change of how the inspector looks; then look at them.
//
//   node scripts/build-pictures.mjs
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root, runNode } from './command.mjs';
import { installBrowser } from './servedWorkbench.mjs';

async function takePictures() {
  if (!(await installBrowser('the pictures'))) return 1;
  const built = await runNode('scripts/build.mjs', ['--tests']);
  if (built !== 0) return built;
  const workspace = await mkdtemp(path.join(tmpdir(), 'kemari-pictures-'));
  try {
    return await runNode('test/workbench/runner/run.mjs', [
      workspace,
      `--extensionDevelopmentPath=${root}`,
      `--extensionTestsPath=${path.join(root, 'out', 'test', 'pictures', 'index.cjs')}`,
      `--out=${path.join(root, 'out')}`,
    ]);
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

process.exitCode = await takePictures();
