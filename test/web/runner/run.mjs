// Runs an extension's tests in a VS Code whose extension host is a worker of the browser.
//
//   run.mjs EXTENSION TESTS FOLDER OUT [NAME OF A TEST FILE ...]
//
// Paths are absolute. FOLDER is what the workbench opens; settings for the tests are written there:
// the address of the bridge to the page, and which tests to run. OUT takes the log and the
// screenshots. Exit codes as of the workbench runner: 0 the tests passed, 1 a test failed, 2 the
// workbench broke down, 124 the tests did not end in time.
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { startBridge } from '../../workbench/runner/bridge.mjs';
import { launchChromium } from '../../workbench/runner/chromium.mjs';
import { Releases } from '../../workbench/runner/releases.mjs';
import { startWebServer } from './webServer.mjs';

const BROKEN = 2;
const TIMED_OUT = 124;
const INTERRUPTED = 130;
const LIMIT_MS = 300_000;

const [extension, tests, folder, out, ...files] = process.argv.slice(2);
const screenshots = path.join(out, 'screenshots');
await mkdir(screenshots, { recursive: true });
const log = createWriteStream(path.join(out, 'web.log'));
const note = (...values) => log.write(`${format(...values)}\n`);
const releases = new Releases((error) => note('[cleaning up]', error));

let end;
const ended = new Promise((resolve) => (end = resolve));
const clock = setTimeout(() => end({ code: TIMED_OUT, why: 'the tests did not end' }), LIMIT_MS);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => end({ code: INTERRUPTED, why: 'interrupted' }));
}

async function start() {
  const scratch = await mkdtemp(path.join(tmpdir(), 'kemari-web-'));
  await releases.add(() => rm(scratch, { recursive: true, force: true, maxRetries: 5 }));

  let page;
  const bridge = await startBridge({
    page: () => page,
    screenshot: (name) => screenshot(page, name),
    log: (line) => process.stdout.write(`${line}\n`),
    counts: (text) => writeCounts(text),
  });
  await releases.add(() => bridge.close());
  const settings = { bridge: bridge.url, files };
  await writeFile(path.join(folder, 'tests.json'), JSON.stringify(settings));

  console.log = note; // test-web tells of its requests
  const server = await startWebServer({ scratch, extension, tests, folder });
  await releases.add(() => server.close());

  const userData = path.join(scratch, 'chromium');
  await allowServiceWorkersInFrames(userData);
  const browser = await launchChromium(userData);
  await releases.add(() => browser.close());
  browser.once('close', () => end({ code: BROKEN, why: 'the browser ended' }));
  page = browser.pages()[0] ?? (await browser.newPage());
  page.on('crash', () => end({ code: BROKEN, why: 'the page crashed' }));
  page.on('pageerror', (error) => note('[page error]', error.message));
  page.on('console', (message) => note(`[${message.type()}]`, message.text()));
  await page.exposeFunction('codeAutomationLog', (type, values) => note(`[${type}]`, values));
  await page.exposeFunction('codeAutomationExit', (code) => end({ code: code === 0 ? 0 : 1 }));
  await page.goto(server.url, { waitUntil: 'commit' });
}

/**
 * Webviews are frames of other hosts, and get their files through service workers, which Chromium
 * refuses them for as long as it blocks the cookies of third parties.
 */
async function allowServiceWorkersInFrames(userData) {
  await mkdir(path.join(userData, 'Default'), { recursive: true });
  await writeFile(
    path.join(userData, 'Default', 'Preferences'),
    JSON.stringify({ profile: { cookie_controls_mode: 0 } }),
  );
}

async function screenshot(page, name) {
  const file = path.join(screenshots, `${path.basename(name)}.png`);
  await page.screenshot({ path: file });
  return file;
}

/** For whoever started this runner and adds up the counts of several. */
async function writeCounts(text) {
  const file = process.env.KEMARI_TEST_COUNTS;
  if (file) await writeFile(file, text);
}

const starting = start().catch((error) => end({ code: BROKEN, why: error.message }));
const { code, why } = await ended;
clearTimeout(clock);
if (why) console.error(`web: ${why}\n(the log is ${path.join(out, 'web.log')})`);
await releases.releaseAll();
await starting;
await new Promise((resolve) => log.end(resolve));
process.exit(code);
