import path from 'node:path';
import { runNode } from './command.mjs';
import { findTestFiles } from './testFiles.mjs';

const LIMIT_MS = 1_800_000;

/**
 * Runs the tests of one kind in Node with mocha, if there are any.
 *
 * @param {string} kind a folder of test/; its tests are built.
 * @param {string[]} filters if any: only files whose path contains one of these.
 * @param {import('./testCounts.mjs').TestCounts} counts takes the outcome.
 * @param {() => void} announce called before anything runs.
 */
export async function runMochaTests(kind, filters, counts, announce) {
  const files = findTestFiles(kind, filters).map(builtFile);
  if (files.length === 0) return;
  announce();
  await counts.addRun((environment) =>
    runNode(
      'node_modules/mocha/bin/mocha.js',
      ['--reporter', 'scripts/countingReporter.cjs', '--forbid-only', ...files],
      { environment, limitMs: LIMIT_MS },
    ),
  );
}

function builtFile(source) {
  return path.join('out', source.replace(/\.ts$/, '.js'));
}
