// Records the sample trace that the extension ships, which is in the repository: the first thing that a
// user opens should not have to be recorded.
//
//   node scripts/build-sample.mjs
//
// The same seed gives the same run: causes, pages, devices and outputs. How long its pauses take is
// another matter each time. What is recorded stands in samples/disk-log.json.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { root, runNode } from './command.mjs';

/** What is shipped should stay small. */
const LIMIT_BYTES = 300_000;

const recipe = await readFile(path.join(root, 'samples', 'disk-log.json'), 'utf8');
const { file, options } = JSON.parse(recipe);
const build = await runNode('scripts/build.mjs');
const record = ['record', '--out', file, '--force', ...options];
process.exitCode = build || (await runNode('dist/cli.js', record));
const { size } = await stat(path.join(root, file));
if (size >= LIMIT_BYTES) {
  console.error(`${file} has ${size} bytes, not less than ${LIMIT_BYTES}.`);
  process.exitCode = 1;
}
