import { formatHex, type PageModel } from '../../../src/protocol/inspector';
import type { Session } from '../../app/session';
import { button, element, setText } from '../../dom/element';
import { icon } from '../../dom/icons';
import { PartStatus } from '../../dom/partStatus';
import type { Theme } from '../../dom/theme';
import { formatCount } from '../../format/quantities';
import { BYTES_KEYS } from '../../keys/keys';
import { t, tCount } from '../../l10n';
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
    t(
      'Choose a page on the map to see its bytes: click it, or move there with the arrow keys and press Enter.',
    ),
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
        tool(BYTES_KEYS.title(t('Previous version'), 'previousVersion'), 'left', () =>
          session.step('previousPageChange'),
        ),
        tool(BYTES_KEYS.title(t('Next version'), 'nextVersion'), 'right', () =>
          session.step('nextPageChange'),
        ),
        tool(BYTES_KEYS.title(t('Previous difference'), 'previousDifference'), 'arrowUp', () =>
          this.#hex.step(-1),
        ),
        tool(BYTES_KEYS.title(t('Next difference'), 'nextDifference'), 'arrowDown', () =>
          this.#hex.step(1),
        ),
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
    setText(
      this.#place,
      runs.length === 0
        ? ''
        : t('{0} of {1}', run < 0 ? '–' : formatCount(run + 1), formatCount(runs.length)),
    );
    this.#values.render(model, cursor);
    this.#history.render(theme, model, page.answered?.request ?? position);
  }

  /** Keys of the page. @returns whether the key was one of them. */
  key(event: KeyboardEvent): boolean {
    switch (BYTES_KEYS.actionOf(event)) {
      case 'nextDifference':
        this.#hex.step(1);
        return true;
      case 'previousDifference':
        this.#hex.step(-1);
        return true;
      case 'previousVersion':
        this.#session.step('previousPageChange');
        return true;
      case 'nextVersion':
        this.#session.step('nextPageChange');
        return true;
      default:
        return event.target === this.#hex.focusTarget && this.#hex.key(event);
    }
  }
}

function versionsOf(model: PageModel): string {
  const shown = formatCount(model.point);
  return model.before === undefined
    ? t('{0}, the first version', shown)
    : t('{0} against {1}', shown, formatCount(model.before.point));
}

function summaryOf(
  model: PageModel,
  runs: readonly { readonly start: number; readonly end: number }[],
): string {
  if (model.before === undefined) {
    const zero = model.bytes.every((byte) => byte === 0);
    return zero ? t('All zero in the first image') : t('As in the first image');
  }
  if (runs.length === 0) return t('Written, but no byte differs');
  const bytes = bytesIn(runs);
  const inRuns = tCount(runs.length, '{0} run', '{0} runs');
  return tCount(bytes, '{0} byte differs in {1}', '{0} bytes differ in {1}', inRuns);
}
