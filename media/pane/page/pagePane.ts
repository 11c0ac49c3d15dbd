import { formatHex, PAGE_SIZE, type PageModel } from '../../../src/protocol/inspector';
import type { Session } from '../../app/session';
import { button, element, setText } from '../../dom/element';
import { icon } from '../../dom/icons';
import { PartStatus } from '../../dom/partStatus';
import type { Theme } from '../../dom/theme';
import { formatCount } from '../../format/quantities';
import { BYTES_KEYS } from '../../keys/keys';
import { t, tCount } from '../../l10n';
import { AgainstChooser } from './againstChooser';
import { HexView } from './hexView';
import { HistoryStrip } from './historyStrip';
import { bytesIn, runAt } from './pageDifference';
import { ValuesTable } from './valuesTable';

/** The selected page: its bytes against any other version, its history, and its values at the cursor. */
export class PagePane {
  readonly element = element('div', { class: 'page' });
  readonly #session: Session;
  readonly #hex: HexView;
  readonly #history: HistoryStrip;
  readonly #against: AgainstChooser;
  readonly #values: ValuesTable;
  readonly #status: PartStatus;
  readonly #historyStatus: PartStatus;
  readonly #gfn = element('span', { class: 'mono', 'data-value': 'page' });
  readonly #summary = element('span', { 'data-value': 'difference' });
  readonly #place = element('span', { 'data-value': 'run' });
  readonly #hint = element(
    'div',
    { class: 'hint muted' },
    t(
      'Choose a page on the map to see its bytes: click it, or move there with the arrow keys and press Enter.',
    ),
  );
  readonly #content: HTMLElement;
  #shown: PageModel | undefined;

  constructor(session: Session, invalidate: () => void) {
    this.#session = session;
    this.#hex = new HexView(invalidate);
    this.#history = new HistoryStrip({
      changed: invalidate,
      chosen: (point) => session.move({ point }),
      stepped: (direction) => this.#stepVersion(direction),
    });
    this.#against = new AgainstChooser((against) => {
      session.view.against = against;
      session.refresh();
      invalidate();
    });
    this.#values = new ValuesTable(
      session.view,
      (offset) => {
        this.#hex.goTo(offset);
        this.#hex.focusTarget.focus();
      },
      invalidate,
    );
    this.#status = new PartStatus(() => session.page.again());
    this.#historyStatus = new PartStatus(() => session.pageHistory.again());
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
        this.#against.element,
        element(
          'span',
          { class: 'page-tools' },
          tool(BYTES_KEYS.title(t('Previous version'), 'previousVersion'), 'left', () =>
            this.#stepVersion(-1),
          ),
          tool(BYTES_KEYS.title(t('Next version'), 'nextVersion'), 'right', () =>
            this.#stepVersion(1),
          ),
          tool(BYTES_KEYS.title(t('Previous difference'), 'previousDifference'), 'arrowUp', () =>
            this.#hex.step(-1),
          ),
          tool(BYTES_KEYS.title(t('Next difference'), 'nextDifference'), 'arrowDown', () =>
            this.#hex.step(1),
          ),
        ),
      ),
      element('div', { class: 'history-part' }, this.#history.element, this.#historyStatus.element),
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
    const { page, pageHistory, position, lastPoint } = this.#session;
    this.#status.show(page.error, page.slow);
    this.#historyStatus.show(pageHistory.error, pageHistory.slow);
    const answered = position.page === undefined ? undefined : page.answered;
    this.#hint.hidden = position.page !== undefined;
    this.#content.hidden = answered === undefined;
    if (answered === undefined) return;
    const { value: model, request } = answered;
    if (model !== this.#shown) {
      this.#shown = model;
      setText(this.#gfn, formatHex(model.gfn));
      this.#hex.show({ id: model.gfn, bytes: model.bytes, before: model.before?.bytes });
    }
    const { point, against } = request;
    this.#against.render({ model, point, lastPoint, against });
    const { runs, cursor } = this.#hex;
    setText(this.#summary, summaryOf(model, runs, against));
    const run = runAt(runs, cursor);
    setText(
      this.#place,
      runs.length === 0
        ? ''
        : t('{0} of {1}', run < 0 ? '–' : formatCount(run + 1), formatCount(runs.length)),
    );
    const address = model.gfn * PAGE_SIZE;
    this.#values.render({ address, bytes: model.bytes, before: model.before?.bytes }, cursor);
    const history = pageHistory.answered;
    if (history?.request.page !== model.gfn) return;
    const { from, to } = history.request;
    this.#history.render(theme, { history: history.value, from, to, model });
  }

  /** Keys of the page. @returns whether the key was one of them. */
  key(event: KeyboardEvent): boolean {
    const action = BYTES_KEYS.actionOf(event);
    switch (action) {
      case 'nextDifference':
        this.#hex.step(1);
        return true;
      case 'previousDifference':
        this.#hex.step(-1);
        return true;
      case 'previousVersion':
        this.#stepVersion(-1);
        return true;
      case 'nextVersion':
        this.#stepVersion(1);
        return true;
      default:
        return this.#focusedKey(event, action === 'typeOffset');
    }
  }

  /** Keys of the strip and of the bytes, where those have the focus. */
  #focusedKey(event: KeyboardEvent, typesOffset: boolean): boolean {
    if (event.target === this.#history.focusTarget) return this.#history.key(event);
    if (event.target !== this.#hex.focusTarget) return false;
    if (typesOffset) {
      this.#values.focusOffset();
      return true;
    }
    return this.#hex.key(event);
  }

  /** Goes to the version before the one that is shown, which may be older than the current point. */
  #stepVersion(direction: 1 | -1): void {
    const { page, position } = this.#session;
    const shown = page.answered;
    if (direction === -1 && shown?.request.point === position.point) {
      const { point, previous } = shown.value;
      if (previous !== undefined && point < position.point) {
        this.#session.move({ point: previous });
        return;
      }
      // Point 0 dirties no page, so no step leads there.
      if (previous === 0) {
        this.#session.move({ point: 0 });
        return;
      }
    }
    this.#session.step(direction === 1 ? 'nextPageChange' : 'previousPageChange');
  }
}

function summaryOf(
  model: PageModel,
  runs: readonly { readonly start: number; readonly end: number }[],
  against: number | undefined,
): string {
  if (model.before === undefined) {
    const zero = model.bytes.every((byte) => byte === 0);
    return zero ? t('All zero in the first image') : t('As in the first image');
  }
  if (model.before.point === model.point) return t('The same version on both sides');
  if (runs.length === 0) {
    return against === undefined ? t('Written, but no byte differs') : t('No byte differs');
  }
  const bytes = bytesIn(runs);
  const inRuns = tCount(runs.length, '{0} run', '{0} runs');
  return tCount(bytes, '{0} byte differs in {1}', '{0} bytes differ in {1}', inRuns);
}
