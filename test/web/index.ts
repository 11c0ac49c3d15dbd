/** What VS Code calls in its browser to run the tests of this folder, once they are bundled. */
import 'mocha/mocha.js';
import { readWorkspaceJson } from './workspace';

const TEST_LIMIT_MS = 60_000;

/** What the runner tells, in the folder that is open: nothing in a browser has an environment. */
interface Settings {
  /** Stands for the variable KEMARI_WORKBENCH_BRIDGE. */
  readonly bridge: string;
  /** Names of the test files to run, without `.test.ts`. */
  readonly files: readonly string[];
}

/** @throws Error if a test failed. */
export async function run(): Promise<void> {
  const { bridge, files } = await readWorkspaceJson<Settings>('tests.json');
  // The bundle has this in the place of `process.env`.
  Object.assign(globalThis, { environmentOfTests: { KEMARI_WORKBENCH_BRIDGE: bridge } });
  const { pictureFailure, printLine, tellCounts } = await import('../workbench/page');

  let printed: Promise<unknown> = Promise.resolve();
  Object.assign(Mocha.reporters.Base, {
    consoleLog: (...values: unknown[]) => {
      const line = fillIn(values);
      printed = printed.then(() => printLine(line));
    },
  });
  mocha.setup({
    ...{ ui: 'bdd', color: false, timeout: TEST_LIMIT_MS, reporter: Mocha.reporters.Spec },
    rootHooks: { afterEach: pictureFailure },
  });
  for (const name of files) await import(`./${name}.test.ts`);
  const { passes, failures, pending } = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats ?? NOTHING));
  });
  await printed;
  await tellCounts({ passed: passes, failed: failures, skipped: pending });
  if (failures > 0) throw new Error(`${failures} tests failed in the browser's extension host`);
}

const NOTHING: Mocha.Stats = { suites: 0, tests: 0, passes: 0, pending: 0, failures: 0 };

/** The `%s` and `%d` that mocha's reporter leaves to the console. */
function fillIn([template, ...values]: readonly unknown[]): string {
  const text = String(template ?? '').replaceAll(/%[sd]/g, (place) =>
    values.length > 0 ? String(values.shift()) : place,
  );
  return [text, ...values.map(String)].join(' ');
}
