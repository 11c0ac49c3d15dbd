import { runMochaTests } from './mochaTests.mjs';
import { installBrowser } from './servedWorkbench.mjs';
import { countTests, findTestFiles } from './testFiles.mjs';

/**
 * Runs the tests in a browser, which share theirs with the tests in VS Code.
 *
 * @param {string[]} filters if any: only test files whose path contains one of these.
 * @param {import('./testCounts.mjs').TestCounts} counts takes the outcome.
 * @param {() => void} announce called before anything runs.
 */
export async function runBrowserTests(filters, counts, announce) {
  const files = findTestFiles('browser', filters);
  if (files.length === 0) return;
  if (await installBrowser('the tests in a browser')) {
    await runMochaTests('browser', filters, counts, announce);
  } else if (process.env.CI === 'true') {
    counts.add({ failed: 1 });
  } else {
    const skipped = countTests(files);
    console.log(`${skipped} browser tests are skipped.`);
    counts.add({ skipped });
  }
}
