import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './command.mjs';

/**
 * Finds the sources of tests.
 *
 * @param {string} kind a folder of test/.
 * @param {string[]} filters if any: only files whose path contains one of these.
 * @returns {string[]} relative to the repository, with slashes.
 */
export function findTestFiles(kind, filters) {
  return filesBelow(`test/${kind}`)
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => filters.length === 0 || filters.some((part) => file.includes(part)))
    .sort();
}

/**
 * Test files by the language that their names end in, as `.de.test.ts` does.
 *
 * @param {string[]} files as {@link findTestFiles} finds them.
 * @returns {Map<string | undefined, string[]>}
 */
export function byLanguage(files) {
  const groups = new Map();
  for (const file of files) {
    const language = /\.([a-z]{2})\.test\.ts$/.exec(file)?.[1];
    groups.set(language, [...(groups.get(language) ?? []), file]);
  }
  return groups;
}

/**
 * Counts the tests in files that cannot be run, in their sources; one in a loop counts once.
 *
 * @param {string[]} files as {@link findTestFiles} finds them.
 * @returns {number}
 */
export function countTests(files) {
  return files
    .map((file) => readFileSync(path.join(root, file), 'utf8'))
    .reduce((sum, source) => sum + (source.match(/^\s*it\(/gm)?.length ?? 0), 0);
}

/**
 * Finds a filter that selects nothing, which is a slip of the pen.
 *
 * @param {string[]} kinds
 * @param {string[]} filters
 * @returns {string | undefined} the first that is in no path of a test file of these kinds.
 */
export function findIdleFilter(kinds, filters) {
  return filters.find((filter) =>
    kinds.every((kind) => findTestFiles(kind, [filter]).length === 0),
  );
}

function filesBelow(folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [file];
    return entry.name === 'node_modules' ? [] : filesBelow(file);
  });
}
