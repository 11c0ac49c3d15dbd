/**
 * The page that shows the workbench, for tests that press keys, look at pixels and take pictures.
 * Only the served workbench has one (runner/bridge.mjs); a desktop VS Code does not.
 */

const bridge = process.env['KEMARI_WORKBENCH_BRIDGE'];

/** Whether there is a page to reach. */
export const servedWorkbench = bridge !== undefined;

/** The part of Playwright's interface that the tests use. */
export interface Page {
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  readonly mouse: {
    move(x: number, y: number, options?: { steps?: number }): Promise<void>;
    down(): Promise<void>;
    up(): Promise<void>;
    dblclick(x: number, y: number): Promise<void>;
    wheel(deltaX: number, deltaY: number): Promise<void>;
  };
  locator(selector: string): Locator;
  waitForTimeout(ms: number): Promise<void>;
  /** Those of all documents on the page. */
  workers(): { evaluate<R>(code: () => R): Promise<R> }[];
  /** What other pages share with this one. */
  context(): { newPage(): Promise<Page> };
  url(): string;
  goto(url: string): Promise<unknown>;
  reload(): Promise<unknown>;
  /** Waits until an element is seen, for half a minute. */
  waitForSelector(selector: string): Promise<unknown>;
  /** The documents on the page, its own first. */
  frames(): Frame[];
  close(): Promise<void>;
}

/** A document inside the page: the workbench itself, or a webview's. */
export interface Frame {
  page(): Page;
  locator(selector: string): Locator;
  evaluate<R>(code: () => R | Promise<R>): Promise<R>;
  evaluate<R, A>(code: (argument: A) => R | Promise<R>, argument: A): Promise<R>;
}

/** An element, looked for again each time something is done with it. */
export interface Locator {
  nth(index: number): Locator;
  click(options?: {
    position?: { x: number; y: number };
    button?: 'left' | 'right';
  }): Promise<void>;
  hover(options?: { position?: { x: number; y: number } }): Promise<void>;
  focus(): Promise<void>;
  press(key: string): Promise<void>;
  fill(text: string, options?: { timeout: number }): Promise<void>;
  selectOption(value: string): Promise<unknown>;
  allTextContents(): Promise<string[]>;
  inputValue(): Promise<string>;
  /** A PNG of what the element shows, with all that lies over it. */
  screenshot(): Promise<{ toString(encoding: 'base64'): string }>;
  count(): Promise<number>;
  /** Where it is in the whole page. */
  boundingBox(): Promise<{ x: number; y: number; width: number; height: number } | null>;
  evaluate<R>(code: (element: Element) => R): Promise<R>;
}

/**
 * Runs a function in the process that drives the browser, next to the page. The function is sent as
 * its source text, so it must not use anything from around it but its arguments; those and the result
 * travel as JSON.
 */
export async function onPage<A, R>(
  code: (page: Page, argument: A) => Promise<R>,
  argument: A,
): Promise<R> {
  return (await post('page', `return (${code})(page, ${JSON.stringify(argument)})`)) as R;
}

/** As {@link onPage}, with another page of the same browser, the last that was opened. */
export async function onOtherPage<A, R>(
  code: (page: Page, argument: A) => Promise<R>,
  argument: A,
): Promise<R> {
  return (await post(
    'page',
    `const other = page.context().pages().at(-1);
     if (other === page) throw new Error('there is no other page');
     return (${code})(other, ${JSON.stringify(argument)})`,
  )) as R;
}

/**
 * As {@link onPage}, with the document that holds an element for this selector.
 * @throws Error if there is no such document now.
 */
export async function onFrame<A, R>(
  selector: string,
  code: (frame: Frame, argument: A) => Promise<R>,
  argument: A,
): Promise<R> {
  const { found, result } = (await post(
    'page',
    `for (const frame of page.frames()) {
       const there = await frame.locator(${JSON.stringify(selector)}).count().catch(() => 0);
       if (there > 0) return { found: true, result: await (${code})(frame, ${JSON.stringify(argument)}) };
     }
     return { found: false };`,
  )) as { found: boolean; result: R };
  if (!found) throw new Error(`no document on the page has ${selector}`);
  return result;
}

/** Saves a picture of the whole workbench as out/screenshots/`name`.png. */
export async function saveScreenshot(name: string): Promise<void> {
  await post('screenshot', name);
}

/** Prints a line on the runner's standard output. */
export async function printLine(line: string): Promise<void> {
  await post('log', line);
}

/** Says what the tests came to, where they cannot write a file. */
export async function tellCounts(counts: {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}): Promise<void> {
  await post('counts', JSON.stringify(counts));
}

/** After each test: what the workbench looked like is the first thing to know of a failure. */
export async function pictureFailure(this: Mocha.Context): Promise<void> {
  const test = this.currentTest;
  if (test?.state === 'failed') {
    await saveScreenshot(`failed-${test.fullTitle().replaceAll(/\W+/g, '-')}`);
  }
}

async function post(action: string, body: string): Promise<unknown> {
  if (!bridge) throw new Error('only the served workbench has a page');
  const response = await fetch(`${bridge}/${action}`, { method: 'POST', body });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}
