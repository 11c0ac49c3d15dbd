import path from 'node:path';
import { runNode } from './command.mjs';
import { canServeWorkbench, installBrowser } from './servedWorkbench.mjs';
import { byLanguage, countTests, findTestFiles } from './testFiles.mjs';

const LIMIT_MS = 1_200_000;

/**
 * Runs the tests inside a real VS Code: a desktop one where there is a display and it can be
 * downloaded, else the workbench from npm in a Chromium without a window. `KEMARI_WORKBENCH=desktop`
 * or `=served` decides instead.
 *
 * @param {string[]} filters if any: only test files whose path contains one of these.
 * @param {import('./testCounts.mjs').TestCounts} counts takes the outcome.
 * @param {() => void} announce called before anything runs.
 */
export async function runWorkbenchTests(filters, counts, announce) {
  const files = findTestFiles('workbench', filters);
  if (files.length === 0) return;
  announce();
  const vscode = await chooseVsCode();
  if (vscode) {
    // Each language is a run of its own, with counts of its own.
    for (const some of byLanguage(files).values()) {
      await counts.addRun((environment) =>
        runNode('test/workbench/runTests.mjs', [vscode, ...some.map(nameOf)], {
          environment,
          limitMs: LIMIT_MS,
        }),
      );
    }
  } else if (process.env.CI === 'true') {
    counts.add({ failed: 1 });
  } else {
    const skipped = countTests(files);
    console.log(`${skipped} workbench tests are skipped.`);
    counts.add({ skipped });
  }
}

/** @returns {Promise<'desktop' | 'served' | undefined>} undefined: there is none. */
async function chooseVsCode() {
  if (wantsDesktop() && (await runNode('test/workbench/downloadDesktop.mjs')) === 0) {
    return 'desktop';
  }
  if (!canServeWorkbench()) {
    console.log('Desktop VS Code is needed here, and could not be downloaded.');
    return undefined;
  }
  return (await installBrowser('the tests in a real VS Code')) ? 'served' : undefined;
}

function wantsDesktop() {
  const chosen = process.env.KEMARI_WORKBENCH;
  if (chosen) return chosen === 'desktop';
  if (process.env.CI === 'true') return false;
  return (
    process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY)
  );
}

/** What the source and the built file are both called, without what comes behind `.test`. */
function nameOf(file) {
  return path.basename(file, '.ts');
}
