import path from 'node:path';
import { runNode } from './command.mjs';
import { installNpmPackages } from './install/npmPackages.mjs';
import { installBrowser } from './servedWorkbench.mjs';
import { countTests, findTestFiles } from './testFiles.mjs';

const LIMIT_MS = 600_000;

/**
 * Runs the tests in a VS Code whose extension host is a worker of a browser.
 *
 * @param {string[]} filters if any: only test files whose path contains one of these.
 * @param {import('./testCounts.mjs').TestCounts} counts takes the outcome.
 * @param {() => void} announce called before anything runs.
 */
export async function runWebTests(filters, counts, announce) {
  const files = findTestFiles('web', filters);
  if (files.length === 0) return;
  announce();
  const there =
    (await installBrowser('the tests in VS Code for the web')) &&
    (await installNpmPackages('test/web/runner', ['--ignore-scripts']));
  if (there) {
    await counts.addRun((environment) =>
      runNode('test/web/runTests.mjs', files.map(nameOf), { environment, limitMs: LIMIT_MS }),
    );
  } else if (process.env.CI === 'true') {
    counts.add({ failed: 1 });
  } else {
    const skipped = countTests(files);
    console.log(`${skipped} web tests are skipped.`);
    counts.add({ skipped });
  }
}

/** What a test file is called without its ending. */
function nameOf(file) {
  return path.basename(file, '.test.ts');
}
