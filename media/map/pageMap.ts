import { PAGE_SIZE } from '../../src/protocol/inspector';
import { CHOICES } from '../app/savedState';
import type { Session } from '../app/session';
import { Announcer } from '../dom/announcer';
import { button, element, setAttributes, setText } from '../dom/element';
import { icon } from '../dom/icons';
import { PartStatus } from '../dom/partStatus';
import type { Theme } from '../dom/theme';
import { formatBytes, formatCounted, formatRange } from '../format/quantities';
import { describeChoice } from './cells/rendererChoice';
import { MapCanvas } from './mapCanvas';
import type { MapLayout } from './mapLayout';
import { MapLegend } from './mapLegend';
import { cursorMoveOf } from './mapMoves';
import { mapPicture } from './mapPicture';
import { MapReadout } from './mapReadout';
import { mapText } from './mapText';
import type { ShownPages } from './shownPages';

const COLOURING_NAMES = {
  state: 'This sync point',
  times: 'Times dirtied',
  recency: 'Last written',
  bytes: 'Bytes changed',
} as const;
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
  readonly #announcer = new Announcer();
  readonly #text = element('p', { class: 'hidden-text', id: 'map-text' });
  /** Of the pages that the text tells of. */
  #told: number | undefined;

  /**
   * @param viewChanged called when colouring, layout, zoom or scroll was changed, or must be drawn.
   * @param chosen called with the page that the user chose.
   */
  constructor(session: Session, viewChanged: () => void, chosen: (gfn: number) => void) {
    this.#session = session;
    this.#viewChanged = viewChanged;
    this.#chosen = chosen;
    this.canvas = new MapCanvas(session, { changed: viewChanged, chosen });
    this.#status = new PartStatus(() => this.canvas.pages.again());
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
    // For VS Code's context menu of the map.
    this.canvas.element.dataset['vscodeContext'] = JSON.stringify({
      webviewSection: 'map',
      preventDefaultContextMenuItems: true,
    });
    this.element.append(this.#toolbar(), this.canvas.element, this.#legend.element);
    this.element.append(this.#readout.element, this.#announcer.element, this.#text);
    this.canvas.element.append(this.#status.element);
  }

  render(theme: Theme): void {
    const { view } = this.#session;
    const { pages, layout } = this.canvas;
    this.canvas.render(theme);
    this.#status.show(pages.error, pages.slow);
    this.#colouring.value = view.colouring;
    for (const [name, each] of this.#layouts) {
      setAttributes(each, { 'aria-pressed': String(name === view.layout) });
    }
    setText(this.#cellSize, cellSizeText(layout));
    this.#legend.render(pages.shown, theme);
    this.#readout.render(this.#session, this.canvas);
    this.#tell(pages.shown);
  }

  /** What draws the cells, and why, for the user. */
  get drawnBy(): string {
    const { choice } = this.canvas;
    return choice === undefined ? '' : describeChoice(choice);
  }

  /** Whether all that is wanted of the map is drawn. */
  get settled(): boolean {
    return this.canvas.pages.settled;
  }

  /** The map as it is shown, with its legend, as a PNG file. */
  picture(theme: Theme): Promise<Blob> {
    const { position, trace } = this.#session;
    const { from, to } = this.canvas.pages.shown ?? { from: position.point, to: position.point };
    return mapPicture({
      theme,
      map: this.canvas.picture(theme),
      legend: this.#legend.element,
      title: `${trace.fileName}, sync point${from === to ? '' : 's'} ${formatRange(from, to)}`,
    });
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
        this.#zoom(1);
        return true;
      case '-':
        this.#zoom(-1);
        return true;
      case '0':
        this.#zoom(0);
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
      case '2':
      case '3':
      case '4':
        this.#colour(CHOICES.colouring[Number(event.key) - 1]);
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

  /** Tells assistive technology what the canvas shows. */
  #tell(shown: ShownPages | undefined): void {
    if (shown?.version === this.#told) return;
    this.#told = shown?.version;
    setText(this.#text, shown === undefined ? '' : mapText(shown, this.canvas.regions));
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
      button({ class: 'tool', title: 'Zoom out (-)' }, icon('minus'), () => this.#zoom(-1)),
      button({ class: 'tool', title: 'Zoom in (+)' }, icon('plus'), () => this.#zoom(1)),
      button({ class: 'tool', title: 'Show all (0)' }, icon('fit'), () => this.#zoom(0)),
    );
  }

  /** @param steps 0 shows everything. */
  #zoom(steps: number): void {
    this.canvas.zoomBy(steps);
    this.#announcer.say(cellSizeText(this.canvas.layout));
  }

  #arrange(layout: (typeof CHOICES.layout)[number]): void {
    const { view } = this.#session;
    if (view.layout === layout) return;
    view.layout = layout;
    view.zoom = 0;
    this.canvas.rearranged();
    this.#announcer.say(`${LAYOUT_NAMES[layout]} layout`);
    this.#viewChanged();
  }

  #colour(colouring: (typeof CHOICES.colouring)[number]): void {
    this.#session.view.colouring = colouring;
    // Each colouring needs to know something else.
    this.#session.refresh();
    this.#announcer.say(`Coloured by: ${COLOURING_NAMES[colouring]}`);
    this.#viewChanged();
  }
}

/** `1 cell = 256 pages (1 MiB)` */
function cellSizeText(layout: MapLayout | undefined): string {
  if (layout === undefined) return '';
  const { pagesPerCell } = layout.scale;
  return `1 cell = ${formatCounted(pagesPerCell, 'page')} (${formatBytes(pagesPerCell * PAGE_SIZE)})`;
}
