/**
 * A second window of the served workbench, on another folder: it can be reloaded, which would end the
 * tests in their own.
 */
import { onOtherPage, onPage } from './page';

/** What a window shows. */
export interface ShownWindow {
  /** Titles of the tabs, in their order. */
  readonly tabs: readonly string[];
  /** Of the inspector, if it is seen: its sync point, its choices, and the tab at its side. */
  readonly inspector?: {
    readonly point: number;
    readonly colouring: string;
    readonly layout: string;
    readonly tab: string;
  };
  /** Of the comparison, if it is seen: first and last sync point of both sides, and its tab. */
  readonly comparison?: { readonly points: readonly number[]; readonly tab: string };
}

/** Opens a folder in a window of its own, with the extension but without tests. */
export async function openWindow(folder: string): Promise<void> {
  await onPage(async (page, wanted) => {
    const url = new URL(page.url());
    const payload = JSON.parse(url.searchParams.get('payload') ?? '[]') as [string, string][];
    const withoutTests = payload.filter(([name]) => name !== 'extensionTestsPath');
    url.searchParams.set('folder', wanted);
    url.searchParams.set('payload', JSON.stringify(withoutTests));
    const other = await page.context().newPage();
    await other.goto(url.href);
    await other.waitForSelector('.explorer-folders-view .monaco-list-row');
  }, folder);
}

/** Loads it again by the command, which has it write down first where everything was. */
export async function reloadWindow(): Promise<void> {
  await onOtherPage(
    (other) =>
      other.frames()[0].evaluate(() => {
        document.body.classList.add('before-reload');
      }),
    undefined,
  );
  await onOtherPage((other) => other.waitForTimeout(3000), undefined);
  await runInWindow('Developer: Reload Window');
  await onOtherPage(
    (other) => other.waitForSelector('body:not(.before-reload) .tabs-container .tab'),
    undefined,
  );
}

export function closeWindow(): Promise<void> {
  return onOtherPage((other) => other.close(), undefined);
}

/** Opens a file of its explorer. */
export function openInWindow(file: string): Promise<void> {
  return onOtherPage(async (other, name) => {
    const row = `.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`;
    await other.waitForSelector(row);
    await other.locator(row).click();
    await other.waitForSelector('.tabs-container .tab');
  }, file);
}

/** Shows a file that is open in it. */
export function showInWindow(file: string): Promise<void> {
  return onOtherPage(
    (other, name) => other.locator(`.tabs-container .tab[data-resource-name="${name}"]`).click(),
    file,
  );
}

/** Runs a command by its title in the palette, and answers what it asks for, if it does. */
export function runInWindow(title: string, answer?: string): Promise<void> {
  return onOtherPage(
    async (other, asked) => {
      const input = other.locator('.quick-input-widget .quick-input-box input');
      await other.keyboard.press('F1');
      await other.waitForSelector('.quick-input-widget .quick-input-box input');
      await input.fill(`>${asked.title}`, { timeout: 10_000 });
      await other.waitForSelector(
        `.quick-input-list .monaco-list-row.focused[aria-label^="${asked.title}"]`,
      );
      await other.keyboard.press('Enter');
      if (asked.answer === undefined) return;
      await other.waitForSelector('.quick-input-widget .quick-input-message:has-text("Enter")');
      await input.fill(asked.answer, { timeout: 10_000 });
      await other.keyboard.press('Enter');
    },
    { title, answer },
  );
}

/** Makes a choice in the inspector. @param value of a list of choices; without one it is clicked. */
export function chooseInWindow(selector: string, value?: string): Promise<void> {
  return onOtherPage(
    async (other, choice) => {
      for (const frame of other.frames()) {
        const found = frame.locator(`main.inspector ${choice.selector}`);
        if ((await found.count().catch(() => 0)) === 0) continue;
        if (choice.value === undefined) await found.click();
        else await found.selectOption(choice.value);
        return;
      }
      throw new Error(`no inspector has ${choice.selector}`);
    },
    { selector, value },
  );
}

/** @throws Error while the page of the editor that is seen has not settled. */
export function readWindow(): Promise<ShownWindow> {
  return onOtherPage(async (other) => {
    const tabs = await other.locator('.tabs-container .tab .label-name').allTextContents();
    for (const frame of other.frames()) {
      const pages = await frame
        .locator('main.inspector, main.comparison')
        .count()
        .catch(() => 0);
      if (pages === 0) continue;
      const isSeen = await frame.evaluate(
        () => document.visibilityState === 'visible' && innerWidth > 0,
      );
      if (!isSeen) continue;
      const shown = await frame.evaluate(() => {
        const main = document.querySelector<HTMLElement>('main.inspector, main.comparison');
        if (main?.getAttribute('aria-busy') !== 'false') throw new Error('it has not settled');
        const tab = main.querySelector('[role="tab"][aria-selected="true"]')?.id ?? '';
        if (main.classList.contains('inspector')) {
          const choice = main.querySelector<HTMLSelectElement>('.map select')?.value ?? '';
          const layout =
            main.querySelector('.map .segments [aria-pressed="true"]')?.textContent ?? '';
          const point = Number(main.dataset['point']);
          return { inspector: { point, colouring: choice, layout, tab } };
        }
        const inputs = [...main.querySelectorAll<HTMLInputElement>('.side input')];
        return { comparison: { points: inputs.map(({ value }) => Number(value)), tab } };
      });
      return { tabs, ...shown };
    }
    throw new Error(`no page of the extension is seen among ${tabs.join()}`);
  }, undefined);
}
