/** What VS Code calls to run the tests of this folder, once they are built. */
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { pictureFailure, printLine, servedWorkbench } from './page';

const TEST_LIMIT_MS = 60_000;

/** @throws Error if a test failed. */
export async function run(): Promise<void> {
  let printed = Promise.resolve();
  if (servedWorkbench) {
    // A web workbench hands on console.log without its values filled in, and late.
    Object.assign(Mocha.reporters.Base, {
      consoleLog(...values: unknown[]) {
        const line = format(...values);
        printed = printed.then(() => printLine(line));
      },
    });
  }
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    timeout: TEST_LIMIT_MS,
    forbidOnly: Boolean(process.env['CI']),
    reporter: path.join(__dirname, '..', '..', '..', 'scripts', 'countingReporter.cjs'),
  });
  if (servedWorkbench) mocha.rootHooks({ afterEach: pictureFailure });
  for (const file of testFiles()) mocha.addFile(file);
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  await printed;
  if (failures > 0) throw new Error(`${failures} workbench tests failed`);
}

/** The files that the runner chose. */
function testFiles(): string[] {
  const names = (process.env['KEMARI_TEST_FILES'] ?? '').split(',').filter(Boolean);
  return names.sort().map((name) => path.join(__dirname, name));
}
