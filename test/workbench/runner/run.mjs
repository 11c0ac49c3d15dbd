#!/usr/bin/env node
// Runs an extension's tests inside a real VS Code workbench with a real Node extension host, where
// no desktop VS Code can be downloaded: the VS Code server from npm, shown in a Chromium without a
// window. Takes the arguments that @vscode/test-electron gives a desktop `code`, so it can stand in
// as its `vscodeExecutablePath`.
//
//   run.mjs --extensionDevelopmentPath=DIR --extensionTestsPath=MODULE [--vsix=FILE] [--out=DIR]
//          [--timeout-ms=N] [--locale=LANGUAGE] [--untrusted] [FOLDER]
//
// Exit codes: 0 the tests passed, 1 a test failed, 2 the workbench could not be started or broke
// down, 124 the tests did not end in time, 130 interrupted.
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'node:util';
import { parseArguments } from './arguments.mjs';
import { startBridge } from './bridge.mjs';
import { launchChromium } from './chromium.mjs';
import { createProfile } from './profile.mjs';
import { Releases } from './releases.mjs';
import { installExtension, startVsCodeServer } from './vscodeServer.mjs';
import { workbenchUrl } from './workbenchUrl.mjs';

const FAILED = 1;
const BROKEN = 2;
const TIMED_OUT = 124;
const INTERRUPTED = 130;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** One run of the tests, from the start of the server to the end of all that was started. */
class WorkbenchRun {
  #options;
  #screenshots;
  #log;
  #releases = new Releases((error) => this.#note('[cleaning up]', error));
  #page;
  #testsSpoke = false;
  #consoleErrors = [];
  /** The first of many possible ends decides: the tests', a crash's, a signal's, the clock's. */
  #ended;
  #end;

  constructor(options) {
    this.#options = options;
    this.#screenshots = path.join(options.out, 'screenshots');
    this.#ended = new Promise((resolve) => (this.#end = resolve));
  }

  /** @returns {Promise<number>} the exit code. */
  async run() {
    const { out, timeoutMs } = this.#options;
    await mkdir(this.#screenshots, { recursive: true });
    this.#log = createWriteStream(path.join(out, 'workbench.log'));
    const interrupt = () => this.#end({ code: INTERRUPTED, why: 'interrupted' });
    for (const signal of SIGNALS) process.on(signal, interrupt);
    const clock = setTimeout(() => {
      this.#end({ code: TIMED_OUT, why: `the tests did not end within ${timeoutMs / 1000} s` });
    }, timeoutMs);

    const starting = this.#start().catch((error) =>
      this.#end({ code: BROKEN, why: error.message }),
    );
    const { code, why } = await this.#ended;
    clearTimeout(clock);
    if (why) console.error(`workbench: ${why}\n(the log is ${path.join(out, 'workbench.log')})`);
    if (code !== 0 && !this.#testsSpoke) console.error(this.#consoleErrors.slice(-5).join('\n'));
    if (code === TIMED_OUT) await this.#screenshot('timeout').catch(() => {});

    await this.#releases.releaseAll();
    await starting;
    for (const signal of SIGNALS) process.off(signal, interrupt);
    await new Promise((resolve) => this.#log.end(resolve));
    return code;
  }

  async #start() {
    const profile = await createProfile();
    await this.#releases.add(() => profile.remove());
    const { vsix } = this.#options;
    if (vsix) await installExtension({ profile, vsix, log: (text) => this.#log.write(text) });

    const bridge = await startBridge({
      page: () => this.#pageThere(),
      screenshot: (name) => this.#screenshot(name),
      log: (line) => {
        this.#testsSpoke = true;
        console.log(line);
      },
    });
    await this.#releases.add(() => bridge.close());

    const server = await startVsCodeServer({
      profile,
      workspaceTrust: this.#options.untrusted,
      args: ['--enable-smoke-test-driver'], // see workbenchUrl.mjs
      environment: { KEMARI_WORKBENCH_BRIDGE: bridge.url },
      log: (text) => this.#log.write(text),
    });
    await this.#releases.add(() => server.stop());
    void server.exited.then((how) =>
      this.#end({ code: BROKEN, why: `the VS Code server ended: ${how}` }),
    );

    const browser = await launchChromium(path.join(profile.folder, 'chromium'));
    await this.#releases.add(() => browser.close());
    browser.once('close', () => this.#end({ code: BROKEN, why: 'the browser ended' }));
    await this.#openWorkbench(browser.pages()[0] ?? (await browser.newPage()), server.port);
  }

  async #openWorkbench(page, port) {
    this.#page = page;
    page.on('crash', () => this.#end({ code: BROKEN, why: 'the page crashed' }));
    page.on('pageerror', (error) => this.#note('[page error]', error.message));
    // The workbench reports to these two when its server runs with the smoke test driver.
    await page.exposeFunction('codeAutomationLog', (type, values) => {
      const text = format(...[values].flat());
      if (type === 'error') this.#consoleErrors.push(text);
      this.#note(`[${type}] ${text}`);
    });
    await page.exposeFunction('codeAutomationExit', (code) =>
      this.#end({ code: code === 0 ? 0 : FAILED }),
    );
    if (this.#options.locale) {
      // What a language pack says of itself; extensions bring their own texts.
      await page.addInitScript((language) => {
        globalThis._VSCODE_NLS_LANGUAGE = language;
      }, this.#options.locale);
    }
    await page.goto(workbenchUrl({ port, ...this.#options }), { waitUntil: 'commit' });
    await page.waitForSelector('.monaco-workbench');
  }

  async #screenshot(name) {
    const file = path.join(this.#screenshots, `${path.basename(name)}.png`);
    await this.#pageThere().screenshot({ path: file });
    return file;
  }

  #pageThere() {
    if (!this.#page) throw new Error('the page is not there yet');
    return this.#page;
  }

  #note(...values) {
    this.#log.write(`${format(...values)}\n`);
  }
}

process.exitCode = await new WorkbenchRun(parseArguments(process.argv.slice(2))).run();
