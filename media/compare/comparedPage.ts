import {
  formatHex,
  PAGE_SIZE,
  type ComparedPageModel,
  type ComparedVersion,
} from '../../src/protocol/comparison';
import { element, setText } from '../dom/element';
import { PartStatus } from '../dom/partStatus';
import { formatCount } from '../format/quantities';
import { COMPARISON_KEYS } from '../keys/keys';
import { t } from '../l10n';
import { differenceText, PageBytes, pageTool } from '../pane/page/pageBytes';
import type { CompareSession } from './compareSession';

/** What stands for a page that a guest does not have, as it does in comparisons. */
const ABSENT = new Uint8Array(PAGE_SIZE);

/** The bytes of the selected page on both sides, and what they are at the cursor. */
export class ComparedPage {
  readonly element: HTMLElement;
  readonly #session: CompareSession;
  readonly #bytes: PageBytes;
  readonly #status: PartStatus;
  readonly #gfn = element('span', { class: 'mono', 'data-value': 'compared-page' });
  readonly #versions = element('span', { class: 'muted', 'data-value': 'versions' });
  readonly #content: HTMLElement;
  readonly #hint = element('div', { class: 'hint muted' });
  #shown: ComparedPageModel | undefined;

  /** @param stepPage selects the next or previous page of the list. */
  constructor(
    session: CompareSession,
    stepPage: (direction: 1 | -1) => void,
    invalidate: () => void,
  ) {
    this.#session = session;
    this.#bytes = new PageBytes(session.view, invalidate);
    this.#status = new PartStatus(() => session.page.again());
    this.#content = element(
      'div',
      { class: 'page-content', hidden: true },
      element(
        'div',
        { class: 'page-title' },
        this.#gfn,
        this.#versions,
        element(
          'span',
          { class: 'page-tools' },
          pageTool(COMPARISON_KEYS.title(t('Previous page'), 'previousPage'), 'left', () =>
            stepPage(-1),
          ),
          pageTool(COMPARISON_KEYS.title(t('Next page'), 'nextPage'), 'right', () => stepPage(1)),
          ...this.#bytes.tools,
        ),
      ),
      ...this.#bytes.elements,
    );
    this.element = element(
      'div',
      { class: 'compared-page' },
      this.#hint,
      this.#content,
      this.#status.element,
    );
  }

  /** @param hint what is said while no page is selected. */
  render(hint: string): void {
    const { page, view } = this.#session;
    this.#status.show(page.error, page.slow);
    setText(this.#hint, hint);
    const answered = view.page === undefined ? undefined : page.answered;
    this.#hint.hidden = view.page !== undefined;
    this.#content.hidden = answered === undefined;
    if (answered === undefined) return;
    const { left, right } = answered.value;
    const gfn = answered.request.page;
    if (answered.value !== this.#shown) {
      this.#shown = answered.value;
      setText(this.#gfn, formatHex(gfn));
      setText(this.#versions, versionsText(left, right));
      const [before, bytes] = [left?.bytes ?? ABSENT, right?.bytes ?? ABSENT];
      this.#bytes.show({ gfn, bytes, before });
    }
    const { runs } = this.#bytes;
    this.#bytes.render(runs.length === 0 ? t('No byte differs') : differenceText(runs));
  }

  /** Keys of the bytes. @returns whether the key was one of them. */
  key(event: KeyboardEvent): boolean {
    return this.#bytes.key(event);
  }
}

/** Which sync points wrote the two versions. */
function versionsText(
  left: ComparedVersion | undefined,
  right: ComparedVersion | undefined,
): string {
  if (left === undefined) return t('only the right guest has this page');
  if (right === undefined) return t('only the left guest has this page');
  return t('written at {0} and {1}', formatCount(left.point), formatCount(right.point));
}
