import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root, runNode } from './command.mjs';

const LIMIT_MS = 1_800_000;

/**
 * Runs the tests of one kind in Node with mocha, if there are any.
 *
 * @param {string} kind a folder of out/test/.
 * @param {string[]} filters if any: only files whose path contains one of these.
 * @param {import('./testCounts.mjs').TestCounts} counts takes the outcome.
 * @param {() => void} announce called before anything runs.
 */
export async function runMochaTests(kind, filters, counts, announce) {
  const files = testFiles(path.join('out', 'test', kind), filters);
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

function testFiles(folder, filters) {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((file) => file.endsWith('.test.js'))
    .filter((file) => filters.length === 0 || filters.some((part) => file.includes(part)))
    .sort();
}
