import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

/** The part of a browser's page that is used here. */
export interface BrowserPage {
  goto(url: string): Promise<unknown>;
  evaluate<T>(code: () => T | Promise<T>): Promise<T>;
  evaluate<A, T>(code: (argument: A) => T | Promise<T>, argument: A): Promise<T>;
  waitForFunction(code: () => boolean): Promise<unknown>;
}

interface Browser {
  pages(): BrowserPage[];
  close(): Promise<void>;
}

/** The harness, as a child of this process, is long up by then. */
const LIMIT_MS = 60_000;

/**
 * Shows the inspector's page in a headless browser, by itself and on a made-up trace, and calls back.
 * @param use gets the page, and the address to which the query is to be added.
 * @throws Error if there is no browser, or the harness does not start.
 */
export async function withHarnessBrowser<T>(
  use: (page: BrowserPage, address: string) => Promise<T>,
): Promise<T> {
  const profile = await mkdtemp(path.join(tmpdir(), 'kemari-bench-'));
  const server = spawn(process.execPath, ['test/support/inspectorHarness/serve.mjs'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let browser: Browser | undefined;
  try {
    const address = await firstLine(server.stdout);
    // The browser is the workbench tests', and its driver is installed with their runner.
    const runner = pathToFileURL(path.resolve('test/workbench/runner/chromium.mjs')).href;
    const { launchChromium } = (await import(runner)) as {
      launchChromium(userData: string): Promise<Browser>;
    };
    browser = await launchChromium(profile);
    const [page] = browser.pages();
    if (page === undefined) throw new Error('the browser has no page');
    return await use(page, address.replace(/\?.*$/, ''));
  } finally {
    await browser?.close();
    server.kill();
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  }
}

function firstLine(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface(output);
    const late = setTimeout(() => reject(new Error('the harness does not start')), LIMIT_MS);
    const end = (settle: () => void): void => {
      clearTimeout(late);
      settle();
    };
    lines.once('line', (line) => end(() => resolve(line)));
    lines.once('close', () => end(() => reject(new Error('the harness ended'))));
  });
}
