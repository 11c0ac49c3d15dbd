import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { crc32 } from '../../src/node/crc32';
import { loadTracePlatform } from '../../src/node/tracePlatform';
import { openTrace } from '../../src/trace/traceReader';
import { verifyTrace } from '../../src/trace/verify';
import { MemoryFile } from '../support/memoryFile';
import { describeTrace } from '../support/traceDescription';
import { generatePoints, writeTrace } from '../support/traces';
import type { BrowserRequest } from './inBrowser';

/** The part of a browser that is used here. */
interface Browser {
  pages(): {
    goto(url: string): Promise<unknown>;
    evaluate<A, T>(code: (argument: A) => T | Promise<T>, argument: A): Promise<T>;
  }[];
  close(): Promise<void>;
}

const PLACES = ['inPage', 'inWorker'] as const;

describe('In a browser', () => {
  const files = new Map<string, Uint8Array>();
  let profile = '';
  let server: Server;
  let browser: Browser;
  let origin = '';

  before(async function () {
    this.timeout(60_000);
    for (const name of ['page.entry.js', 'worker.entry.js']) {
      files.set(`/${name}`, await readFile(path.resolve('out/browser', name)));
    }
    files.set('/', Buffer.from('<!doctype html><script src="page.entry.js"></script>'));
    server = createServer((request, response) => {
      const body = files.get(request.url ?? '');
      const type = request.url?.endsWith('.js') === true ? 'text/javascript' : 'text/html';
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': type });
      response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    profile = await mkdtemp(path.join(tmpdir(), 'kemari-browser-'));
    // The browser is the workbench tests', and its driver is installed with their runner.
    const runner = pathToFileURL(path.resolve('test/workbench/runner/chromium.mjs')).href;
    const { launchChromium } = (await import(runner)) as {
      launchChromium(userData: string): Promise<Browser>;
    };
    browser = await launchChromium(profile);
    await browser.pages()[0].goto(`${origin}/`);
  });

  after(async () => {
    await browser.close();
    server.close();
    await rm(profile, { recursive: true, force: true });
  });

  function ask(place: (typeof PLACES)[number], request: BrowserRequest): Promise<unknown> {
    return browser.pages()[0].evaluate(
      ({ place: name, request: asked }) => {
        const ways = globalThis as unknown as Record<string, (asked: unknown) => Promise<unknown>>;
        return ways[name](asked);
      },
      { place, request },
    );
  }

  for (const place of PLACES) {
    const where = place === 'inPage' ? 'a page' : 'a worker';

    it(`${where} reads what Node wrote as Node does`, async () => {
      const written = await writeTrace(generatePoints({ seed: 91, points: 300 }));
      const bytes = written.contents();
      await comparePlaces(place, bytes);
      // A recording that broke off.
      await comparePlaces(place, bytes.slice(0, Math.floor(bytes.length * 0.7)));
    }).timeout(60_000);

    it(`${where} reads the traces of every format version`, async () => {
      for (const version of ['v1', 'v2']) {
        await comparePlaces(
          place,
          await readFile(`test/fixtures/traces/${version}/embedded.kemari`),
        );
      }
    }).timeout(60_000);

    it(`${where} writes what Node reads`, async () => {
      const options = { seed: 92, points: 280, dirtyPages: 1 };
      const bytes = await ask(place, { kind: 'write', ...options });
      const there = new MemoryFile('browser.kemari', Uint8Array.from(bytes as number[]));
      const here = await writeTrace(generatePoints(options));
      const platform = await loadTracePlatform();
      assert.ok((await verifyTrace(there, platform)).ok);
      const described = await describeTrace(await openTrace(there, platform), crc32);
      assert.deepEqual(described, await describeTrace(await openTrace(here, platform), crc32));
    }).timeout(60_000);
  }

  async function comparePlaces(place: (typeof PLACES)[number], bytes: Uint8Array): Promise<void> {
    files.set('/trace', bytes);
    const there = await ask(place, { kind: 'describe', url: `${origin}/trace` });
    const trace = await openTrace(
      new MemoryFile('browser.kemari', bytes),
      await loadTracePlatform(),
    );
    assert.deepEqual(there, await describeTrace(trace, crc32));
  }
});
