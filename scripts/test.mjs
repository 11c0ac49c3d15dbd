// Runs every test, from a fresh clone with nothing installed: installs what is needed, checks types,
// lint and format, builds, and runs the tests in Node, in a browser and in a real VS Code.
//
//   npm test                      everything
//   npm test -- unit              one kind: check, unit, property, golden, system, browser, web,
//                                 workbench or package
//   npm test -- unit trace        of that kind, the test files whose path contains "trace"
//
// The last line is `N passed, N failed, N skipped`, over all runners; a check that fails counts as
// failed. Where a system package cannot be installed its tests are skipped, unless CI=true: there
// that is a failure.
import './requireNode.mjs';
import { spawnSync } from 'node:child_process';
import { runBrowserTests } from './browserTests.mjs';
import { runNode } from './command.mjs';
import { installNpmPackages } from './install/npmPackages.mjs';
import { installSystemPackages } from './install/systemPackages.mjs';
import { runMochaTests } from './mochaTests.mjs';
import { runPackageTests } from './packageTests.mjs';
import { TestCounts } from './testCounts.mjs';
import { findIdleFilter } from './testFiles.mjs';
import { runWebTests } from './webTests.mjs';
import { runWorkbenchTests } from './workbenchTests.mjs';

const NODE_KINDS = ['unit', 'property', 'golden', 'system'];
const KINDS = ['check', ...NODE_KINDS, 'browser', 'web', 'workbench', 'package'];

const words = process.argv.slice(2);
const kinds = words.filter((word) => KINDS.includes(word));
const filters = words.filter((word) => !KINDS.includes(word));
const wants = (kind) => kinds.length === 0 || kinds.includes(kind);

/** Type check, lint and format, side by side; each prints in one piece. */
async function check() {
  const codes = await Promise.all([
    runNode('node_modules/typescript/bin/tsc', ['-p', '.'], { hold: true }),
    runNode('node_modules/eslint/bin/eslint.js', ['.'], { hold: true }),
    runNode('node_modules/prettier/bin/prettier.cjs', ['--check', '.'], { hold: true }),
  ]);
  return codes.filter((code) => code !== 0).length;
}

async function testAll() {
  const counts = new TestCounts();
  if (!(await installNpmPackages('.'))) {
    counts.add({ failed: 1 });
    return counts;
  }
  if (wants('check')) {
    heading('types, lint, format');
    counts.add({ failed: await check() });
  }
  if (kinds.every((kind) => kind === 'check') && kinds.length > 0) return counts;

  heading('build');
  if ((await runNode('scripts/build.mjs', ['--tests'])) !== 0) {
    counts.add({ failed: 1 });
    return counts;
  }
  if (wants('unit')) {
    const missing = [await installCompiler(), await installZstd()].filter((is) => !is);
    if (process.env.CI === 'true') counts.add({ failed: missing.length });
  }
  for (const kind of NODE_KINDS.filter(wants)) {
    await runMochaTests(kind, filters, counts, () => heading(kind));
  }
  if (wants('browser')) {
    await runBrowserTests(filters, counts, () => heading('browser'));
  }
  if (wants('web')) {
    await runWebTests(filters, counts, () => heading('web'));
  }
  if (wants('workbench')) {
    await runWorkbenchTests(filters, counts, () => heading('workbench'));
  }
  if (wants('package')) {
    await runPackageTests(filters, counts, () => heading('package'));
  }
  return counts;
}

/** For the test that rebuilds the embedded guest, which is skipped without it. */
function installCompiler() {
  return installSystemPackages({
    isThere: () => spawnSync('gcc', ['--version']).status === 0,
    purpose: 'the test that rebuilds the guest',
    packages: ['gcc'],
  });
}

/** For the test that another zstd reads what this one writes, which is skipped without it. */
function installZstd() {
  return installSystemPackages({
    isThere: () => spawnSync('zstd', ['--version']).status === 0,
    purpose: 'the tests against another zstd',
    packages: ['zstd'],
  });
}

function heading(name) {
  console.log(`\n== ${name}`);
}

const idle = findIdleFilter(KINDS.slice(1).filter(wants), filters);
if (idle === undefined) {
  const counts = await testAll();
  console.log(`\n${counts}`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
} else {
  const where = kinds.length > 0 ? `of ${kinds.join(', ')} ` : '';
  console.error(
    `"${idle}" is no kind (${KINDS.join(', ')}), and no test file ${where}has it in its path.`,
  );
  process.exitCode = 1;
}
