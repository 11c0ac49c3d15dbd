import { formatHex, type PageModel } from '../../../src/protocol/inspector';
import type { Session } from '../../app/session';
import { button, element, setText } from '../../dom/element';
import { icon } from '../../dom/icons';
import { PartStatus } from '../../dom/partStatus';
import type { Theme } from '../../dom/theme';
import { formatCount, formatCounted } from '../../format/quantities';
import { HexView } from './hexView';
import { HistoryStrip } from './historyStrip';
import { bytesIn, runAt } from './pageDifference';
import { ValuesTable } from './valuesTable';

/** The selected page: its bytes against the version before, and its other versions. */
export class PagePane {
  readonly element = element('div', { class: 'page' });
  readonly #session: Session;
  readonly #hex: HexView;
  readonly #history: HistoryStrip;
  readonly #values = new ValuesTable();
  readonly #status: PartStatus;
  readonly #gfn = element('span', { class: 'mono', 'data-value': 'page' });
  readonly #versions = element('span', { class: 'versions' });
  readonly #summary = element('span', { 'data-value': 'difference' });
  readonly #place = element('span');
  readonly #hint = element(
    'div',
    { class: 'hint muted' },
    'Choose a page on the map to see its bytes: click it, or move there with the arrow keys and press Enter.',
  );
  readonly #content: HTMLElement;
  #shown: PageModel | undefined;

  constructor(session: Session, invalidate: () => void) {
    this.#session = session;
    this.#hex = new HexView(invalidate);
    this.#history = new HistoryStrip(session, invalidate);
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
        element('span', { class: 'space' }),
        this.#versions,
        tool('Previous version (Alt+Left)', 'left', () => session.step('previousPageChange')),
        tool('Next version (Alt+Right)', 'right', () => session.step('nextPageChange')),
        tool('Previous difference (Shift+F7)', 'arrowUp', () => this.#hex.step(-1)),
        tool('Next difference (F7)', 'arrowDown', () => this.#hex.step(1)),
      ),
      this.#history.element,
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
    this.element.append(this.#hint, this.#content, this.#status.element);
  }

  get focusTarget(): HTMLElement {
    return this.#content.hidden ? this.element : this.#hex.focusTarget;
  }

  render(theme: Theme): void {
    const { page, position } = this.#session;
    this.#status.show(page.error, page.slow);
    const model = position.page === undefined ? undefined : page.answered?.value;
    this.#hint.hidden = position.page !== undefined;
    this.#content.hidden = model === undefined;
    if (model === undefined) return;
    if (model !== this.#shown) {
      this.#shown = model;
      setText(this.#gfn, formatHex(model.gfn));
      setText(this.#versions, versionsOf(model));
      this.#hex.show(model);
    }
    const { runs, cursor } = this.#hex;
    setText(this.#summary, summaryOf(model, runs));
    const run = runAt(runs, cursor);
    setText(this.#place, runs.length === 0 ? '' : `${run < 0 ? '–' : run + 1} of ${runs.length}`);
    this.#values.render(model, cursor);
    this.#history.render(theme, model, page.answered?.request ?? position);
  }

  /** Keys of the page. @returns whether the key was one of them. */
  key(event: KeyboardEvent): boolean {
    if (event.key === 'F7') {
      this.#hex.step(event.shiftKey ? -1 : 1);
      return true;
    }
    if (event.altKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      this.#session.step(event.key === 'ArrowLeft' ? 'previousPageChange' : 'nextPageChange');
      return true;
    }
    const inHex = event.target === this.#hex.focusTarget;
    return inHex && this.#hex.key(event);
  }
}

function versionsOf(model: PageModel): string {
  const shown = formatCount(model.point);
  return model.before === undefined
    ? `${shown}, the first version`
    : `${shown} against ${formatCount(model.before.point)}`;
}

function summaryOf(
  model: PageModel,
  runs: readonly { readonly start: number; readonly end: number }[],
): string {
  if (model.before === undefined) {
    const zero = model.bytes.every((byte) => byte === 0);
    return zero ? 'All zero in the first image' : 'As in the first image';
  }
  if (runs.length === 0) return 'Written, but no byte differs';
  const bytes = bytesIn(runs);
  const differ = bytes === 1 ? 'differs' : 'differ';
  return `${formatCounted(bytes, 'byte')} ${differ} in ${formatCounted(runs.length, 'run')}`;
}
