import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

interface TestCounts {
  add(counts: { passed?: number; failed?: number; skipped?: number }): void;
  addRun(run: (environment: { KEMARI_TEST_COUNTS: string }) => Promise<number>): Promise<void>;
  toString(): string;
}

/** The scripts are plain JavaScript, so that they run before anything is installed or built. */
async function newCounts(): Promise<TestCounts> {
  const file = path.resolve('scripts', 'testCounts.mjs');
  const module = (await import(pathToFileURL(file).href)) as { TestCounts: new () => TestCounts };
  return new module.TestCounts();
}

/** A runner that counts and ends with an exit code. */
function runner(counts: object | string, code: number) {
  return async ({ KEMARI_TEST_COUNTS: file }: { KEMARI_TEST_COUNTS: string }) => {
    await writeFile(file, typeof counts === 'string' ? counts : JSON.stringify(counts));
    return code;
  };
}

describe('the counts of all test runners', () => {
  it('add up', async () => {
    const counts = await newCounts();
    await counts.addRun(runner({ passed: 3, failed: 0, skipped: 1 }, 0));
    await counts.addRun(runner({ passed: 2, failed: 1, skipped: 0 }, 1));
    counts.add({ skipped: 4 });
    assert.equal(String(counts), '5 passed, 1 failed, 5 skipped');
  });

  it('hold a failure for a runner that broke down before it counted', async () => {
    const counts = await newCounts();
    await counts.addRun(() => Promise.resolve(0));
    assert.equal(String(counts), '0 passed, 1 failed, 0 skipped');
  });

  it('hold a failure for a runner whose counts cannot be read', async () => {
    const counts = await newCounts();
    await counts.addRun(runner('{"passed":', 0));
    assert.equal(String(counts), '0 passed, 1 failed, 0 skipped');
  });

  it('hold a failure for a runner that failed after all its tests had passed', async () => {
    const counts = await newCounts();
    await counts.addRun(runner({ passed: 3, failed: 0, skipped: 0 }, 7));
    assert.equal(String(counts), '3 passed, 1 failed, 0 skipped');
  });
});
