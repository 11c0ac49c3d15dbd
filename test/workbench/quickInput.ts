/** VS Code's box for input at the top of the workbench, used by keyboard as a user does. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from './eventually';
import { onPage } from './page';

const BOX = '.quick-input-widget:visible';

/** Waits until the box is open and has the focus, with a title that begins so. */
export async function boxOpened(title: string): Promise<void> {
  await eventually(
    async () => ((await isOpen(title)) ? true : undefined),
    `a box is open with the title ${title}`,
  );
}

/**
 * Opens a box, and again if it closes at once: that is what it does when a part of the workbench that
 * is still busy with something else takes the focus.
 */
export async function openBox(title: string, open: () => void): Promise<void> {
  await eventually(async () => {
    open();
    for (let looks = 0; looks < 20; looks++) {
      if (await isOpen(title)) return true;
      await delay(50);
    }
    return undefined;
  }, `a box opens with the title ${title}`);
}

async function isOpen(title: string): Promise<boolean> {
  // A closed box stays in the document, with its last title.
  const [shown = ''] = await textsOf(`${BOX} .quick-input-title`);
  const focused = await textsOf(`${BOX} input:focus`);
  return shown.startsWith(title) && focused.length > 0;
}

/** Waits until the first row below the box is as expected, and another one if that is asked for. */
export async function boxRows(first: RegExp, other = first): Promise<void> {
  await eventually(async () => {
    const rows = await textsOf(`${BOX} .monaco-list-row .label-name`);
    if (first.test(rows[0] ?? '') && rows.some((row) => other.test(row))) return true;
    throw new Error(`the rows are ${rows.join(' | ')}`);
  }, `the first row is ${first}, and there is ${other}`);
}

/** The text in the box; waits until it is as expected. */
export async function boxText(expected: string): Promise<void> {
  await eventually(async () => {
    const text = await onPage(
      (page) => page.locator('.quick-input-widget .quick-input-box input').inputValue(),
      undefined,
    );
    assert.equal(text, expected);
    return true;
  }, `the box holds ${expected}`);
}

/** Types into what has the focus. */
export function type(text: string): Promise<void> {
  return onPage((page, typed) => page.keyboard.type(typed), text);
}

/** Presses a key, such as `Control+F`. */
export function press(key: string): Promise<void> {
  return onPage((page, pressed) => page.keyboard.press(pressed), key);
}

function textsOf(selector: string): Promise<string[]> {
  return onPage((page, wanted) => page.locator(wanted).allTextContents(), selector);
}
