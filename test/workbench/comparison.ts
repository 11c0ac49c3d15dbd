/** The page that compares as a user sees it. */
import { eventually } from './eventually';
import { onFrame, type Frame } from './page';

const COMPARISON = 'main.comparison';

/** What the page shows once it has settled. */
export interface ShownComparison {
  readonly leftFile: string;
  readonly rightFile: string;
  /** First and last sync point of the left side, then of the right. */
  readonly points: readonly number[];
  readonly tab: string;
  /** Of the tabs, as they are written. */
  readonly badges: Readonly<Record<string, string>>;
}

/** Does something with the document of the comparison that is on the screen. */
export function onComparison<A, R>(
  code: (frame: Frame, argument: A) => Promise<R>,
  argument: A,
): Promise<R> {
  return onFrame(COMPARISON, code, argument);
}

/** Waits until the page shows these sync points with all that belongs to them. */
export function comparisonOf(...points: readonly number[]): Promise<ShownComparison> {
  return eventually(async () => {
    const { busy, ...shown } = await readComparison();
    if (!busy && shown.points.join() === points.join()) return shown;
    throw new Error(`it shows ${shown.points.join()}${busy ? ', not settled' : ''}`);
  }, `the comparison shows ${points.join()}`);
}

/** Chooses a tab, and waits until it is filled. */
export async function showTab(tab: 'figures' | 'pages' | 'devices'): Promise<void> {
  await onComparison((frame, id) => frame.locator(`#tab-${id}`).click(), tab);
  await eventually(async () => {
    const shown = await readComparison();
    return shown.tab === `tab-${tab}` && !shown.busy ? true : undefined;
  }, `the tab ${tab} is filled`);
}

/** The GFNs that are listed, scrolled through from the first to the last. */
export function listedPages(): Promise<number[]> {
  return onComparison(
    (frame) =>
      frame.evaluate(async () => {
        const list = document.querySelector<HTMLElement>('.pages-rows .virtual-list');
        if (list === null) throw new Error('no pages are listed');
        const gfns = new Set<number>();
        for (let top = 0; ; top += list.clientHeight / 2) {
          list.scrollTop = top;
          list.dispatchEvent(new Event('scroll'));
          await new Promise((resolve) => requestAnimationFrame(resolve));
          for (const row of list.querySelectorAll<HTMLElement>('[data-gfn]')) {
            gfns.add(Number(row.dataset['gfn']));
          }
          if (top + list.clientHeight >= list.scrollHeight) break;
        }
        list.scrollTop = 0;
        return [...gfns];
      }),
    undefined,
  );
}

/** Paths of the fields that are listed. */
export function listedFields(): Promise<string[]> {
  return onComparison(
    (frame) =>
      frame.evaluate(async () => {
        const list = document.querySelector<HTMLElement>('.device-rows .virtual-list');
        if (list === null) throw new Error('no fields are listed');
        const fields = new Set<string>();
        for (let top = 0; ; top += list.clientHeight / 2) {
          list.scrollTop = top;
          list.dispatchEvent(new Event('scroll'));
          await new Promise((resolve) => requestAnimationFrame(resolve));
          for (const row of list.querySelectorAll<HTMLElement>('[data-field]')) {
            fields.add(row.dataset['field'] ?? '');
          }
          if (top + list.clientHeight >= list.scrollHeight) break;
        }
        return [...fields];
      }),
    undefined,
  );
}

/** A text of the page by its `data-value`. */
export async function shownText(name: string): Promise<string> {
  const [text = ''] = await onComparison(
    (frame, value) => frame.locator(`[data-value="${value}"]`).allTextContents(),
    name,
  );
  return text;
}

/** A row of the statistics: left, right and the difference. */
export function figureRow(group: string, name: string): Promise<string[]> {
  return onComparison(
    (frame, row) =>
      frame.locator(`[data-group="${row.group}"] [data-figure="${row.name}"] td`).allTextContents(),
    { group, name },
  );
}

function readComparison(): Promise<ShownComparison & { readonly busy: boolean }> {
  return onComparison(
    (frame) =>
      frame.evaluate(() => {
        const main = document.querySelector<HTMLElement>('main.comparison');
        if (main === null) throw new Error('there is no comparison');
        const files = [...main.querySelectorAll('.side-file')].map(
          (each) => each.textContent ?? '',
        );
        const tabs = [...main.querySelectorAll<HTMLElement>('[role="tab"]')];
        return {
          busy: main.getAttribute('aria-busy') !== 'false',
          leftFile: files[0] ?? '',
          rightFile: files[1] ?? '',
          points: [...main.querySelectorAll<HTMLInputElement>('.side input')].map((each) =>
            Number(each.value),
          ),
          tab: tabs.find((each) => each.getAttribute('aria-selected') === 'true')?.id ?? '',
          badges: Object.fromEntries(
            tabs.map((each) => [each.id, each.querySelector('.badge')?.textContent ?? '']),
          ),
        };
      }),
    undefined,
  );
}
