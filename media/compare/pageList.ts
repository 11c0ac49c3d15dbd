import {
  formatHex,
  PAGE_SIDES,
  PAGE_SIZE,
  type ComparedPagesModel,
} from '../../src/protocol/comparison';
import { element, setAttributes } from '../dom/element';
import { VirtualList } from '../dom/virtualList';
import { formatCount } from '../format/quantities';
import { t } from '../l10n';
import { isWritten, nearestRow, sideText } from './comparedList';
import { rowForKey } from './listKeys';

/** Height of every row in CSS pixels, as in the style sheet. */
const ROW_HEIGHT = 22;

/** What the list shows. */
export interface PageListContent {
  readonly model: ComparedPagesModel;
  /** Rows of the model that are listed. */
  readonly rows: Uint32Array;
  readonly selected: number | undefined;
}

/** Pages that differ, of which one is selected; one stop of the Tab key. */
export class PageList {
  readonly element: HTMLElement;
  readonly #list: VirtualList;
  readonly #choose: (gfn: number) => void;
  #content: PageListContent | undefined;

  /** @param choose called with the page that the user selects. */
  constructor(choose: (gfn: number) => void) {
    this.#choose = choose;
    this.#list = new VirtualList(ROW_HEIGHT, (index) => this.#row(index));
    this.element = this.#list.element;
    setAttributes(this.element, {
      role: 'listbox',
      tabindex: 0,
      'aria-label': t('Pages that differ'),
    });
    this.element.addEventListener('mousedown', (event) => {
      const row = event.target instanceof Element ? event.target.closest('[data-gfn]') : null;
      if (row instanceof HTMLElement) this.#choose(Number(row.dataset['gfn']));
    });
    this.element.addEventListener('keydown', (event) => this.#key(event));
  }

  /** Shows other pages, or another one selected. */
  show(content: PageListContent): void {
    const { model, rows, selected } = this.#content ?? {};
    if (content.model === model && content.rows === rows && content.selected === selected) return;
    this.#content = content;
    this.#list.reset(content.rows.length);
    const at = this.#selectedRow();
    if (at >= 0) this.#list.reveal(at);
    setAttributes(this.element, { 'aria-activedescendant': at < 0 ? undefined : rowId(at) });
  }

  /** Selects the next or previous page. */
  step(direction: 1 | -1): void {
    this.#go(direction === 1 ? 'ArrowDown' : 'ArrowUp');
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (!this.#go(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #go(key: string): boolean {
    if (this.#content === undefined) return false;
    const { model, rows } = this.#content;
    const pageRows = Math.max(1, Math.floor(this.element.clientHeight / ROW_HEIGHT) - 1);
    const to = rowForKey(key, this.#selectedRow(), rows.length, pageRows);
    if (to === undefined) return false;
    this.#choose(model.gfns[rows[to]]);
    return true;
  }

  /** Where the selected page is listed; -1 if it is not. */
  #selectedRow(): number {
    if (this.#content?.selected === undefined) return -1;
    const { model, rows, selected } = this.#content;
    const at = nearestRow(model, rows, selected);
    return at >= 0 && model.gfns[rows[at]] === selected ? at : -1;
  }

  #row(index: number): HTMLElement {
    const content = this.#content;
    if (content === undefined) return element('div');
    const { model, rows, selected } = content;
    const row = rows[index];
    const gfn = model.gfns[row];
    const side = PAGE_SIDES[model.sides[row]] ?? 'both';
    const what = isWritten(model)
      ? `${timesText(model.left[row])} · ${timesText(model.right[row])}`
      : sideText('contents', side);
    return element(
      'div',
      {
        class: `compare-row side-is-${side}`,
        id: rowId(index),
        role: 'option',
        'data-gfn': gfn,
        'aria-selected': String(gfn === selected),
        'aria-setsize': rows.length,
        'aria-posinset': index + 1,
      },
      element('span', { class: 'mono' }, formatHex(gfn)),
      element('span', { class: 'mono muted' }, formatHex(gfn * PAGE_SIZE)),
      element('span', { class: 'what' }, what),
    );
  }
}

function rowId(index: number): string {
  return `compared-page-${index}`;
}

/** `12 times` as short as a column needs it. */
function timesText(count: number): string {
  return count === 0 ? '–' : `${formatCount(count)}×`;
}
