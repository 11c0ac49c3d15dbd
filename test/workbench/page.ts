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
    click(x: number, y: number): Promise<void>;
    move(x: number, y: number): Promise<void>;
  };
  frames(): Frame[];
  locator(selector: string): Locator;
  evaluate<R>(code: () => R): Promise<R>;
  evaluate<R, A>(code: (argument: A) => R, argument: A): Promise<R>;
  waitForTimeout(ms: number): Promise<void>;
}

/** A document inside the page, such as a webview's. */
export interface Frame {
  locator(selector: string): Locator;
  evaluate<R>(code: () => R): Promise<R>;
  evaluate<R, A>(code: (argument: A) => R, argument: A): Promise<R>;
}

export interface Locator {
  first(): Locator;
  nth(index: number): Locator;
  count(): Promise<number>;
  click(): Promise<void>;
  focus(): Promise<void>;
  press(key: string): Promise<void>;
  waitFor(): Promise<void>;
  textContent(): Promise<string | null>;
  allTextContents(): Promise<string[]>;
  boundingBox(): Promise<{ x: number; y: number; width: number; height: number } | null>;
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

/** Saves a picture of the whole workbench as out/screenshots/`name`.png. */
export async function saveScreenshot(name: string): Promise<void> {
  await post('screenshot', name);
}

/** Prints a line on the runner's standard output. */
export async function printLine(line: string): Promise<void> {
  await post('log', line);
}

async function post(action: string, body: string): Promise<unknown> {
  if (!bridge) throw new Error('only the served workbench has a page');
  const response = await fetch(`${bridge}/${action}`, { method: 'POST', body });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}
