import { element } from './element';

/** Rows made beyond what is seen, so that scrolling finds them. */
const SPARE_ROWS = 6;

/** A scrolling list of rows of one height, of which only those in view exist. */
export class VirtualList {
  readonly element = element('div', { class: 'virtual-list' });
  readonly #content = element('div', { class: 'virtual-content' });
  readonly #window = element('div', { class: 'virtual-window' });
  readonly #rowHeight: number;
  readonly #makeRow: (index: number) => HTMLElement;
  #length = 0;
  #first = -1;
  #end = -1;

  /** @param rowHeight in CSS pixels. */
  constructor(rowHeight: number, makeRow: (index: number) => HTMLElement) {
    this.#rowHeight = rowHeight;
    this.#makeRow = makeRow;
    this.#content.append(this.#window);
    this.element.append(this.#content);
    this.element.addEventListener('scroll', () => this.#show());
    new ResizeObserver(() => this.#show()).observe(this.element);
  }

  /** Shows other rows, or the same ones made anew. */
  reset(length: number): void {
    this.#length = length;
    this.#content.style.height = `${length * this.#rowHeight}px`;
    this.#first = -1;
    this.#show();
  }

  /** Scrolls as little as shows a row with some around it. */
  reveal(index: number): void {
    const { clientHeight, scrollTop } = this.element;
    const margin = Math.min(this.#rowHeight * 3, clientHeight / 4);
    const top = index * this.#rowHeight;
    const low = top + this.#rowHeight + margin - clientHeight;
    this.element.scrollTop = Math.max(low, Math.min(top - margin, scrollTop));
    this.#show();
  }

  #show(): void {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / this.#rowHeight) - SPARE_ROWS);
    const seen = Math.ceil(clientHeight / this.#rowHeight) + 2 * SPARE_ROWS;
    const end = Math.min(this.#length, first + seen);
    if (first === this.#first && end === this.#end) return;
    this.#first = first;
    this.#end = end;
    this.#window.style.top = `${first * this.#rowHeight}px`;
    const rows: HTMLElement[] = [];
    for (let index = first; index < end; index++) rows.push(this.#makeRow(index));
    this.#window.replaceChildren(...rows);
  }
}
