import { PAGE_SIDES, type ComparedPagesModel, type PageSide } from '../../src/protocol/comparison';
import { element, setText } from '../dom/element';
import { PartStatus } from '../dom/partStatus';
import type { Theme } from '../dom/theme';
import { formatCount } from '../format/quantities';
import { COMPARISON_KEYS } from '../keys/keys';
import { t, tCount } from '../l10n';
import { ComparedPage } from './comparedPage';
import { shownList, sideText, type ShownList } from './comparedList';
import type { CompareSession } from './compareSession';
import { PAGE_LISTS } from './compareView';
import { MemoryStrip } from './memoryStrip';
import { PageList } from './pageList';

const ALL = 'all';

/** The pages that differ, where in memory they lie, and the bytes of the one that is selected. */
export class PagesTab {
  readonly element: HTMLElement;
  readonly #session: CompareSession;
  readonly #invalidate: () => void;
  readonly #kind = element(
    'select',
    {
      class: 'choice',
      'aria-label': t('Which pages are listed'),
      title: t('Which pages are listed'),
    },
    element('option', { value: 'contents' }, t('Content at the end of the ranges')),
    element('option', { value: 'written' }, t('Written in the ranges')),
  );
  readonly #side = element('select', {
    class: 'choice',
    'aria-label': t('On which side'),
    title: t('On which side'),
  });
  readonly #count = element('span', {
    class: 'muted small',
    'data-value': 'pages',
    role: 'status',
  });
  readonly #list: PageList;
  readonly #strip: MemoryStrip;
  readonly #page: ComparedPage;
  readonly #status: PartStatus;
  #shown: { readonly model: ComparedPagesModel; readonly side: PageSide | undefined } | undefined;
  #listed: ShownList = { rows: new Uint32Array(), counts: [] };
  #regions: CompareSession['model']['left']['regions'] = [];
  #regionsOf: CompareSession['model'] | undefined;

  constructor(session: CompareSession, invalidate: () => void) {
    this.#session = session;
    this.#invalidate = invalidate;
    this.#list = new PageList((gfn) => this.#choose(gfn));
    this.#strip = new MemoryStrip((gfn) => this.#choose(gfn), invalidate);
    this.#page = new ComparedPage(session, (direction) => this.#list.step(direction), invalidate);
    this.#status = new PartStatus(() => session.listed.again());
    this.#kind.addEventListener('change', () => {
      const list = PAGE_LISTS.find((each) => each === this.#kind.value);
      if (list === undefined) return;
      session.view.list = list;
      session.refresh();
      invalidate();
    });
    this.#side.addEventListener('change', () => {
      session.view.side = PAGE_SIDES.find((each) => each === this.#side.value);
      invalidate();
    });
    this.element = element(
      'div',
      { class: 'pages-tab' },
      element(
        'div',
        { class: 'pages-list' },
        element('div', { class: 'pages-choices' }, this.#kind, this.#side, this.#count),
        this.#strip.element,
        element('div', { class: 'pages-rows' }, this.#list.element, this.#status.element),
      ),
      this.#page.element,
    );
  }

  get focusTarget(): HTMLElement {
    return this.#list.element;
  }

  render(theme: Theme): void {
    const { list, listed, ofPoints, progress, view } = this.#session;
    this.#kind.hidden = ofPoints;
    this.#kind.value = list;
    this.#status.show(listed.error, listed.slow);
    const model: ComparedPagesModel | undefined = listed.answered?.value;
    if (model === undefined) {
      setText(this.#count, progress === undefined ? '' : progressText(progress));
    } else {
      this.#update(model, view.side, list);
      if (listed.settled) this.#selectFirst(model);
      const { rows } = this.#listed;
      const count =
        list === 'contents'
          ? tCount(rows.length, '{0} page differs', '{0} pages differ')
          : tCount(rows.length, '{0} page', '{0} pages');
      setText(this.#count, progress === undefined ? count : progressText(progress));
      this.#list.show({ model, rows, selected: view.page });
      this.#strip.render(theme, { model, rows, selected: view.page, regions: this.#allRegions() });
    }
    this.#page.render(
      model !== undefined && model.gfns.length === 0
        ? t('No page differs: both sides hold the same memory.')
        : t('Choose a page to see its bytes on both sides.'),
    );
  }

  /** Keys of the tab. @returns whether the key was one of them. */
  key(event: KeyboardEvent): boolean {
    const action = COMPARISON_KEYS.actionOf(event);
    if (action !== undefined) {
      this.#list.step(action === 'previousPage' ? -1 : 1);
      return true;
    }
    return this.#page.key(event);
  }

  #choose(gfn: number): void {
    this.#session.view.page = gfn;
    this.#session.refresh();
    this.#invalidate();
  }

  /** What is looked at first is the first page that differs. */
  #selectFirst(model: ComparedPagesModel): void {
    const { view } = this.#session;
    if (view.page !== undefined || this.#listed.rows.length === 0) return;
    view.page = model.gfns[this.#listed.rows[0]];
    this.#session.refresh();
  }

  #update(
    model: ComparedPagesModel,
    side: PageSide | undefined,
    list: 'contents' | 'written',
  ): void {
    if (this.#shown?.model === model && this.#shown.side === side) return;
    this.#shown = { model, side };
    this.#listed = shownList(model, side);
    const { counts } = this.#listed;
    const all = tCount(model.gfns.length, 'All: {0} page', 'All: {0} pages');
    this.#side.replaceChildren(
      element('option', { value: ALL }, all),
      ...PAGE_SIDES.map((each, i) =>
        element('option', { value: each }, `${sideText(list, each)}: ${formatCount(counts[i])}`),
      ),
    );
    this.#side.value = side ?? ALL;
  }

  /** The regions of both guests, the same object as long as the traces are the same. */
  #allRegions() {
    const { model } = this.#session;
    if (this.#regionsOf !== model) {
      this.#regionsOf = model;
      this.#regions = [...model.left.regions, ...model.right.regions];
    }
    return this.#regions;
  }
}

function progressText({ compared, total, found }: NonNullable<CompareSession['progress']>): string {
  return t(
    '{0} of {1} compared, {2} differ',
    formatCount(compared),
    formatCount(total),
    formatCount(found),
  );
}
