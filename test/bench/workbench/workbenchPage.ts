/** What is measured beside the page that shows the workbench. Each function is sent there as its text. */
import type { Frame, Page } from '../../workbench/page';

/** The page, as the functions here need it. */
type FramedPage = Page & { frames(): Frame[]; mainFrame(): Frame };

/** Waits until an inspector and rows of the tree are drawn. @returns that moment in ms, as `Date.now()` has it. */
export async function openedAt(page: Page, selector: string): Promise<number> {
  const framed = page as FramedPage;
  for (;;) {
    for (const frame of framed.frames()) {
      const settled = await frame
        .evaluate((main) => {
          const at = performance.timeOrigin + performance.now();
          return document.querySelector(main)?.getAttribute('aria-busy') === 'false' ? at : 0;
        }, selector)
        .catch(() => 0);
      if (settled === 0) continue;
      const drawn = await framed.mainFrame().evaluate(() => {
        const at = performance.timeOrigin + performance.now();
        return document.querySelector('.sidebar .monaco-list-row') === null ? 0 : at;
      });
      if (drawn > 0) return Math.max(settled, drawn);
    }
    await page.waitForTimeout(5);
  }
}

/**
 * Steps by a key, each step when the one before is drawn, and waits each time until the inspector shows the sync point and
 * all that belongs to it, and the tree has selected it.
 * @returns milliseconds from the key to the later of the two, for each step.
 */
export async function stepTimes(
  page: Page,
  { key, from, steps }: { readonly key: string; readonly from: number; readonly steps: number },
): Promise<number[]> {
  const framed = page as FramedPage;
  const tree = framed.mainFrame();
  let inspector: Frame | undefined;
  for (const frame of framed.frames()) {
    if ((await frame.locator('main.inspector').count()) > 0) inspector = frame;
  }
  if (inspector === undefined) throw new Error('there is no inspector');

  const settled = (frame: Frame, point: number): Promise<number> =>
    frame.evaluate(
      (wanted) =>
        new Promise<number>((resolve, reject) => {
          const label = `Sync point ${wanted.toLocaleString('en-US')},`;
          const look = (): boolean => {
            const main = document.querySelector<HTMLElement>('main.inspector');
            const row = document.querySelector('.sidebar .monaco-list-row.selected');
            const there = main
              ? main.dataset['point'] === String(wanted) &&
                main.getAttribute('aria-busy') === 'false'
              : row?.getAttribute('aria-label')?.startsWith(label) === true;
            if (there) {
              observer.disconnect();
              clearTimeout(giveUp);
              resolve(performance.timeOrigin + performance.now());
            }
            return there;
          };
          const observer = new MutationObserver(look);
          const giveUp = setTimeout(() => {
            observer.disconnect();
            reject(new Error(`sync point ${wanted} is not shown`));
          }, 10_000);
          if (!look())
            observer.observe(document.body, { subtree: true, attributes: true, childList: true });
        }),
      point,
    );
  await Promise.all([settled(inspector, from), settled(tree, from)]);
  const times: number[] = [];
  for (let i = 1; i <= steps; i++) {
    const point = key.startsWith('Shift') ? from - i : from + i;
    const shown = Promise.all([settled(inspector, point), settled(tree, point)]);
    const start = Date.now();
    await page.keyboard.press(key);
    times.push(Math.max(...(await shown)) - start);
  }
  return times;
}
