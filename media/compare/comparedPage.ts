import {
  formatHex,
  PAGE_SIZE,
  type ComparedPageModel,
  type ComparedVersion,
} from '../../src/protocol/comparison';
import { button, element, setText } from '../dom/element';
import { icon } from '../dom/icons';
import { PartStatus } from '../dom/partStatus';
import { formatCount } from '../format/quantities';
import { BYTES_KEYS, COMPARISON_KEYS } from '../keys/keys';
import { t, tCount } from '../l10n';
import { HexView } from '../pane/page/hexView';
import { bytesIn, runAt } from '../pane/page/pageDifference';
import { ValuesTable } from '../pane/page/valuesTable';
import type { CompareSession } from './compareSession';

/** What stands for a page that a guest does not have, as it does in comparisons. */
const ABSENT = new Uint8Array(PAGE_SIZE);

/** The bytes of the selected page on both sides, and what they are at the cursor. */
export class ComparedPage {
  readonly element: HTMLElement;
  readonly #session: CompareSession;
  readonly #hex: HexView;
  readonly #values: ValuesTable;
  readonly #status: PartStatus;
  readonly #gfn = element('span', { class: 'mono', 'data-value': 'compared-page' });
  readonly #versions = element('span', { class: 'muted', 'data-value': 'versions' });
  readonly #summary = element('span', { 'data-value': 'difference' });
  readonly #place = element('span', { 'data-value': 'run' });
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
    this.#hex = new HexView(invalidate);
    this.#values = new ValuesTable(
      session.view,
      (offset) => {
        this.#hex.goTo(offset);
        this.#hex.focusTarget.focus();
      },
      invalidate,
    );
    this.#status = new PartStatus(() => session.page.again());
    const tool = (
      title: string,
      name: 'left' | 'right' | 'arrowUp' | 'arrowDown',
      does: () => void,
    ) => button({ class: 'tool', title }, icon(name), does);
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
          tool(COMPARISON_KEYS.title(t('Previous page'), 'previousPage'), 'left', () =>
            stepPage(-1),
          ),
          tool(COMPARISON_KEYS.title(t('Next page'), 'nextPage'), 'right', () => stepPage(1)),
          tool(BYTES_KEYS.title(t('Previous difference'), 'previousDifference'), 'arrowUp', () =>
            this.#hex.step(-1),
          ),
          tool(BYTES_KEYS.title(t('Next difference'), 'nextDifference'), 'arrowDown', () =>
            this.#hex.step(1),
          ),
        ),
      ),
      element(
        'div',
        { class: 'page-summary muted small' },
        this.#summary,
        element('span', { class: 'space' }),
        this.#place,
      ),
      this.#hex.element,
      this.#values.element,
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
    const [before, bytes] = [left?.bytes ?? ABSENT, right?.bytes ?? ABSENT];
    if (answered.value !== this.#shown) {
      this.#shown = answered.value;
      setText(this.#gfn, formatHex(gfn));
      setText(this.#versions, versionsText(left, right));
      this.#hex.show({ id: gfn, bytes, before });
    }
    const { runs, cursor } = this.#hex;
    setText(
      this.#summary,
      runs.length === 0
        ? t('No byte differs')
        : tCount(
            bytesIn(runs),
            '{0} byte differs in {1}',
            '{0} bytes differ in {1}',
            tCount(runs.length, '{0} run', '{0} runs'),
          ),
    );
    const run = runAt(runs, cursor);
    setText(
      this.#place,
      runs.length === 0
        ? ''
        : t('{0} of {1}', run < 0 ? '–' : formatCount(run + 1), formatCount(runs.length)),
    );
    this.#values.render({ address: gfn * PAGE_SIZE, bytes, before }, cursor);
  }

  /** Keys of the bytes. @returns whether the key was one of them. */
  key(event: KeyboardEvent): boolean {
    switch (BYTES_KEYS.actionOf(event)) {
      case 'nextDifference':
        this.#hex.step(1);
        return true;
      case 'previousDifference':
        this.#hex.step(-1);
        return true;
      case 'typeOffset':
        if (event.target !== this.#hex.focusTarget) return false;
        this.#values.focusOffset();
        return true;
      default:
        return event.target === this.#hex.focusTarget && this.#hex.key(event);
    }
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
