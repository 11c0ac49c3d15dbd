import { rm } from 'node:fs/promises';
import path from 'node:path';
import { root, runNode } from './command.mjs';
import { canServeWorkbench, installBrowser } from './servedWorkbench.mjs';
import { countTests, findTestFiles } from './testFiles.mjs';

const LIMIT_MS = 600_000;
const VSIX = path.join('out', 'kemari.vsix');

/**
 * Makes the package that users install, and runs the tests in a VS Code that has it. Leaves dist/ as it
 * is in the package.
 *
 * @param {string[]} filters if any: only test files whose path contains one of these.
 * @param {import('./testCounts.mjs').TestCounts} counts takes the outcome.
 * @param {() => void} announce called before anything runs.
 */
export async function runPackageTests(filters, counts, announce) {
  const files = findTestFiles('package', filters);
  if (files.length === 0) return;
  announce();
  if (canServeWorkbench() && (await installBrowser('the tests of the package'))) {
    await rm(path.join(root, VSIX), { force: true });
    if ((await runNode('scripts/package.mjs', ['--out', VSIX])) !== 0) {
      counts.add({ failed: 1 });
      return;
    }
    const names = files.map((file) => path.basename(file, '.ts'));
    await counts.addRun((environment) =>
      runNode('test/package/runTests.mjs', [VSIX, ...names], { environment, limitMs: LIMIT_MS }),
    );
  } else if (process.env.CI === 'true') {
    counts.add({ failed: 1 });
  } else {
    const skipped = countTests(files);
    console.log(`${skipped} tests of the package are skipped.`);
    counts.add({ skipped });
  }
}
