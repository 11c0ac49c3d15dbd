import { formatHex, type PageModel } from '../../../src/protocol/inspector';
import type { Session } from '../../app/session';
import { element, setText } from '../../dom/element';
import { PartStatus } from '../../dom/partStatus';
import type { Theme } from '../../dom/theme';
import { BYTES_KEYS } from '../../keys/keys';
import { t } from '../../l10n';
import { AgainstChooser } from './againstChooser';
import { HistoryStrip } from './historyStrip';
import { differenceText, PageBytes, pageTool } from './pageBytes';

/** The selected page: its bytes against any other version, its history, and its values at the cursor. */
export class PagePane {
  readonly element = element('div', { class: 'page' });
  readonly #session: Session;
  readonly #bytes: PageBytes;
  readonly #history: HistoryStrip;
  readonly #against: AgainstChooser;
  readonly #status: PartStatus;
  readonly #historyStatus: PartStatus;
  readonly #gfn = element('span', { class: 'mono', 'data-value': 'page' });
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
    this.#bytes = new PageBytes(session.view, invalidate);
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
    this.#status = new PartStatus(() => session.page.again());
    this.#historyStatus = new PartStatus(() => session.pageHistory.again());
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
          pageTool(BYTES_KEYS.title(t('Previous version'), 'previousVersion'), 'left', () =>
            this.#stepVersion(-1),
          ),
          pageTool(BYTES_KEYS.title(t('Next version'), 'nextVersion'), 'right', () =>
            this.#stepVersion(1),
          ),
          ...this.#bytes.tools,
        ),
      ),
      element('div', { class: 'history-part' }, this.#history.element, this.#historyStatus.element),
      ...this.#bytes.elements,
    );
    this.element.append(this.#hint, this.#content, this.#status.element);
  }

  get focusTarget(): HTMLElement {
    return this.#content.hidden ? this.element : this.#bytes.focusTarget;
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
      this.#bytes.show({ gfn: model.gfn, bytes: model.bytes, before: model.before?.bytes });
    }
    const { point, against } = request;
    this.#against.render({ model, point, lastPoint, against });
    this.#bytes.render(summaryOf(model, this.#bytes.runs, against));
    const history = pageHistory.answered;
    if (history?.request.page !== model.gfn) return;
    const { from, to } = history.request;
    this.#history.render(theme, { history: history.value, from, to, model });
  }

  /** Keys of the page. @returns whether the key was one of them. */
  key(event: KeyboardEvent): boolean {
    switch (BYTES_KEYS.actionOf(event)) {
      case 'previousVersion':
        this.#stepVersion(-1);
        return true;
      case 'nextVersion':
        this.#stepVersion(1);
        return true;
      default:
        if (event.target === this.#history.focusTarget && this.#history.key(event)) return true;
        return this.#bytes.key(event);
    }
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

function summaryOf(model: PageModel, runs: PageBytes['runs'], against: number | undefined): string {
  if (model.before === undefined) {
    const zero = model.bytes.every((byte) => byte === 0);
    return zero ? t('All zero in the first image') : t('As in the first image');
  }
  if (model.before.point === model.point) return t('The same version on both sides');
  if (runs.length === 0) {
    return against === undefined ? t('Written, but no byte differs') : t('No byte differs');
  }
  return differenceText(runs);
}
