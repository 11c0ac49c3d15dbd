/** The view of the selected page as a user sees it. */
import { eventually } from './eventually';
import { onInspector } from './inspector';

/** A text of the view by its `data-value`. */
export async function pageText(name: string): Promise<string> {
  const [text = ''] = await onInspector(
    (frame, value) => frame.locator(`#panel-page [data-value="${value}"]`).allTextContents(),
    name,
  );
  return text;
}

/** Waits until a text of the view is this one, and nothing newer is on its way. */
export async function pageTextIs(name: string, text: string): Promise<void> {
  await eventually(async () => {
    const busy = await onInspector(
      (frame) =>
        frame.evaluate(() => document.querySelector('main.inspector')?.getAttribute('aria-busy')),
      undefined,
    );
    const shown = await pageText(name);
    if (busy === 'false' && shown === text) return true;
    throw new Error(`it is ${shown}`);
  }, `the ${name} is ${text}`);
}

/** Offsets of the bytes that are marked as different, scrolled through from the first to the last. */
export function markedBytes(): Promise<number[]> {
  return onInspector(
    (frame) =>
      frame.evaluate(async () => {
        const list = document.querySelector<HTMLElement>('.hex .virtual-list');
        if (list === null) throw new Error('no bytes are shown');
        const marked = new Set<number>();
        for (let top = 0; ; top += list.clientHeight / 2) {
          list.scrollTop = top;
          list.dispatchEvent(new Event('scroll'));
          await new Promise((resolve) => requestAnimationFrame(resolve));
          for (const mark of list.querySelectorAll<HTMLElement>('.inserted b[data-offset]')) {
            marked.add(Number(mark.dataset['offset']));
          }
          if (top + list.clientHeight >= list.scrollHeight) break;
        }
        return [...marked].sort((a, b) => a - b);
      }),
    undefined,
  );
}

/** What the bytes at the cursor are said to be: the last column of a row. */
export async function valueAtCursor(row: string): Promise<string> {
  const cells = await onInspector(
    (frame, name) => frame.locator(`.values [data-row="${name}"] [role="cell"]`).allTextContents(),
    row,
  );
  return cells.at(-1) ?? '';
}
