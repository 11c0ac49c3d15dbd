import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What several test runners counted, added up. */
export class TestCounts {
  passed = 0;
  failed = 0;
  skipped = 0;

  /** @param {{ passed?: number, failed?: number, skipped?: number }} counts */
  add({ passed = 0, failed = 0, skipped = 0 }) {
    this.passed += passed;
    this.failed += failed;
    this.skipped += skipped;
  }

  /**
   * Adds what a runner counts. One that fails without having counted a failure broke down, which is
   * a failure of its own.
   *
   * @param {(environment: { KEMARI_TEST_COUNTS: string }) => Promise<number>} run starts the runner
   *   with this environment and returns its exit code.
   */
  async addRun(run) {
    const folder = await mkdtemp(path.join(tmpdir(), 'kemari-counts-'));
    try {
      const file = path.join(folder, 'counts.json');
      const code = await run({ KEMARI_TEST_COUNTS: file });
      const counts = await readFile(file, 'utf8')
        .then(JSON.parse)
        .catch(() => undefined);
      this.add(counts ?? {});
      if (!counts || (code !== 0 && counts.failed === 0)) this.add({ failed: 1 });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  toString() {
    return `${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`;
  }
}
