import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Compares text with `test/golden/NAME`. Where they differ, or where there is no such file, the text
 * is written beside it as `NAME.actual`: look at it, and rename it if it is what it should be.
 *
 * The text must be the same on every machine and at every run: replace what is not before the call.
 */
export function assertGolden(name: string, actual: string): void {
  const file = path.join(repositoryRoot(), 'test', 'golden', name);
  const actualFile = `${file}.actual`;
  const expected = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (expected === actual) {
    rmSync(actualFile, { force: true });
    return;
  }
  writeFileSync(actualFile, actual);
  if (expected === undefined) assert.fail(`no golden file ${file}; see ${actualFile}`);
  assert.equal(actual, expected, `differs from ${file}; see ${actualFile}`);
}

/** The folder with package-lock.json, from wherever the tests were bundled to. */
function repositoryRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package-lock.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('no package-lock.json above the tests');
    folder = parent;
  }
  return folder;
}
