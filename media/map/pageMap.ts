import { PAGE_SIZE } from '../../src/protocol/inspector';
import { CHOICES } from '../app/savedState';
import type { Session } from '../app/session';
import { button, element, setAttributes, setText } from '../dom/element';
import { icon } from '../dom/icons';
import { PartStatus } from '../dom/partStatus';
import type { Theme } from '../dom/theme';
import { formatBytes, formatCounted } from '../format/quantities';
import { MapCanvas } from './mapCanvas';
import { MapLegend } from './mapLegend';
import { cursorMoveOf } from './mapMoves';
import { MapReadout } from './mapReadout';

const COLOURING_NAMES = { point: 'This sync point', range: 'Times dirtied' } as const;
const LAYOUT_NAMES = { linear: 'Linear', hilbert: 'Hilbert' } as const;

/** The page map with its toolbar, legend and read-out. */
export class PageMap {
  readonly element = element('section', { class: 'map', 'aria-label': 'Page map' });
  readonly canvas: MapCanvas;
  readonly #session: Session;
  readonly #viewChanged: () => void;
  readonly #chosen: (gfn: number) => void;
  readonly #colouring = element('select', { class: 'choice', 'aria-label': 'Colouring' });
  readonly #layouts: ReadonlyMap<string, HTMLButtonElement>;
  readonly #cellSize = element('span', { class: 'muted small cell-size' });
  readonly #legend = new MapLegend();
  readonly #readout = new MapReadout();
  readonly #status: PartStatus;

  /**
   * @param viewChanged called when colouring, layout, zoom or scroll was changed, or must be drawn.
   * @param chosen called with the page that the user chose.
   */
  constructor(session: Session, viewChanged: () => void, chosen: (gfn: number) => void) {
    this.#session = session;
    this.#viewChanged = viewChanged;
    this.#chosen = chosen;
    this.canvas = new MapCanvas(session, { changed: viewChanged, chosen });
    this.#status = new PartStatus(() => session.map.again());
    this.#layouts = new Map(
      CHOICES.layout.map((layout) => [
        layout,
        button({ title: `${LAYOUT_NAMES[layout]} layout (H)` }, LAYOUT_NAMES[layout], () =>
          this.#arrange(layout),
        ),
      ]),
    );
    for (const colouring of CHOICES.colouring) {
      this.#colouring.append(element('option', { value: colouring }, COLOURING_NAMES[colouring]));
    }
    this.#colouring.addEventListener('change', () => {
      const chosenColouring = CHOICES.colouring.find((each) => each === this.#colouring.value);
      if (chosenColouring !== undefined) this.#colour(chosenColouring);
    });
    this.element.append(this.#toolbar(), this.canvas.element, this.#legend.element);
    this.element.append(this.#readout.element);
    this.canvas.element.append(this.#status.element);
  }

  render(theme: Theme): void {
    const { map, view } = this.#session;
    this.#status.show(map.error, map.slow);
    this.canvas.render(theme);
    this.#colouring.value = view.colouring;
    for (const [layout, each] of this.#layouts) {
      setAttributes(each, { 'aria-pressed': String(layout === view.layout) });
    }
    const { layout, pages } = this.canvas;
    if (layout !== undefined) {
      const { pagesPerCell } = layout.scale;
      const size = formatBytes(pagesPerCell * PAGE_SIZE);
      setText(this.#cellSize, `1 cell = ${formatCounted(pagesPerCell, 'page')} (${size})`);
    }
    this.#legend.render(pages, map.answered?.value, theme.heat);
    this.#readout.render(this.#session, this.canvas);
  }

  /** Keys of the map. @returns whether the key was one of them. */
  key(event: KeyboardEvent): boolean {
    const move = cursorMoveOf(event);
    if (move !== undefined) {
      this.canvas.move(move);
      return true;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    switch (event.key) {
      case '+':
      case '=':
        this.canvas.zoomBy(1);
        return true;
      case '-':
        this.canvas.zoomBy(-1);
        return true;
      case '0':
        this.canvas.zoomBy(0);
        return true;
      case 'PageUp':
        this.canvas.scrollByPages(-1);
        return true;
      case 'PageDown':
        this.canvas.scrollByPages(1);
        return true;
      case 'h':
      case 'H':
        this.#arrange(this.#session.view.layout === 'linear' ? 'hilbert' : 'linear');
        return true;
      case '1':
        this.#colour('point');
        return true;
      case '2':
        this.#colour('range');
        return true;
      case 'Enter':
        this.#chosen(this.canvas.cursor);
        return true;
      case 'Escape':
        if (this.#session.position.page === undefined) return false;
        this.#session.move({ page: null });
        return true;
      default:
        return false;
    }
  }

  #toolbar(): HTMLElement {
    const segments = element('span', { class: 'segments', role: 'group', 'aria-label': 'Layout' });
    segments.append(...this.#layouts.values());
    return element(
      'div',
      { class: 'toolbar' },
      element('h2', {}, 'Page map'),
      this.#colouring,
      segments,
      element('span', { class: 'space' }),
      this.#cellSize,
      button({ class: 'tool', title: 'Zoom out (-)' }, icon('minus'), () => this.canvas.zoomBy(-1)),
      button({ class: 'tool', title: 'Zoom in (+)' }, icon('plus'), () => this.canvas.zoomBy(1)),
      button({ class: 'tool', title: 'Show all (0)' }, icon('fit'), () => this.canvas.zoomBy(0)),
    );
  }

  #arrange(layout: (typeof CHOICES.layout)[number]): void {
    const { view } = this.#session;
    if (view.layout === layout) return;
    view.layout = layout;
    view.zoom = 0;
    this.canvas.rearranged();
    this.#viewChanged();
  }

  #colour(colouring: (typeof CHOICES.colouring)[number]): void {
    this.#session.view.colouring = colouring;
    this.#viewChanged();
  }
}
