import { PAGE_SIZE } from '../../src/protocol/inspector';
import { CHOICES } from '../app/savedState';
import type { Session } from '../app/session';
import { Announcer } from '../dom/announcer';
import { button, element, setAttributes, setText } from '../dom/element';
import { icon } from '../dom/icons';
import { PartStatus } from '../dom/partStatus';
import type { Theme } from '../dom/theme';
import { formatBytes, formatRange } from '../format/quantities';
import { MAP_KEYS } from '../keys/keys';
import { t, tCount } from '../l10n';
import { describeChoice } from './cells/rendererChoice';
import { MapCanvas } from './mapCanvas';
import type { MapLayout } from './mapLayout';
import { MapLegend } from './mapLegend';
import { mapPicture } from './mapPicture';
import { MapReadout } from './mapReadout';
import { mapText } from './mapText';
import type { ShownPages } from './shownPages';

const COLOURING_NAMES = {
  state: t('This sync point'),
  times: t('Times dirtied'),
  recency: t('Last written'),
  bytes: t('Bytes changed'),
} as const;
const LAYOUT_NAMES = { linear: t('Linear'), hilbert: t('Hilbert') } as const;
const LAYOUT_TITLES = { linear: t('Linear layout'), hilbert: t('Hilbert layout') } as const;

/** The page map with its toolbar, legend and read-out. */
export class PageMap {
  readonly element = element('section', { class: 'map', 'aria-label': t('Page map') });
  readonly canvas: MapCanvas;
  readonly #session: Session;
  readonly #viewChanged: () => void;
  readonly #chosen: (gfn: number) => void;
  readonly #colouring = element('select', { class: 'choice', 'aria-label': t('Colouring') });
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
        button(
          { title: MAP_KEYS.title(LAYOUT_TITLES[layout], 'layout') },
          LAYOUT_NAMES[layout],
          () => this.#arrange(layout),
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
    const cellSize = cellSizeText(layout);
    setText(this.#cellSize, cellSize);
    setAttributes(this.#cellSize, { title: cellSize });
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
    const points = formatRange(from, to);
    const shown = from === to ? t('sync point {0}', points) : t('sync points {0}', points);
    return mapPicture({
      theme,
      map: this.canvas.picture(theme),
      legend: this.#legend.element,
      title: `${trace.fileName}, ${shown}`,
    });
  }

  /** Keys of the map. @returns whether the key was one of them. */
  key(event: KeyboardEvent): boolean {
    const action = MAP_KEYS.actionOf(event);
    switch (action) {
      case undefined:
        return false;
      case 'zoomIn':
        this.#zoom(1);
        return true;
      case 'zoomOut':
        this.#zoom(-1);
        return true;
      case 'zoomToAll':
        this.#zoom(0);
        return true;
      case 'scrollUp':
        this.canvas.scrollByPages(-1);
        return true;
      case 'scrollDown':
        this.canvas.scrollByPages(1);
        return true;
      case 'layout':
        this.#arrange(this.#session.view.layout === 'linear' ? 'hilbert' : 'linear');
        return true;
      case 'state':
      case 'times':
      case 'recency':
      case 'bytes':
        this.#colour(action);
        return true;
      case 'open':
        this.#chosen(this.canvas.cursor);
        return true;
      case 'deselect':
        if (this.#session.position.page === undefined) return false;
        this.#session.move({ page: null });
        return true;
      default:
        this.canvas.move(action);
        return true;
    }
  }

  /** Tells assistive technology what the canvas shows. */
  #tell(shown: ShownPages | undefined): void {
    if (shown?.version === this.#told) return;
    this.#told = shown?.version;
    setText(this.#text, shown === undefined ? '' : mapText(shown, this.canvas.regions));
  }

  #toolbar(): HTMLElement {
    const segments = element('span', {
      class: 'segments',
      role: 'group',
      'aria-label': t('Layout'),
    });
    segments.append(...this.#layouts.values());
    return element(
      'div',
      { class: 'toolbar' },
      element('h2', {}, t('Page map')),
      this.#colouring,
      segments,
      element('span', { class: 'space' }),
      this.#cellSize,
      button(
        { class: 'tool', title: MAP_KEYS.title(t('Zoom out'), 'zoomOut') },
        icon('minus'),
        () => this.#zoom(-1),
      ),
      button({ class: 'tool', title: MAP_KEYS.title(t('Zoom in'), 'zoomIn') }, icon('plus'), () =>
        this.#zoom(1),
      ),
      button(
        { class: 'tool', title: MAP_KEYS.title(t('Show all'), 'zoomToAll') },
        icon('fit'),
        () => this.#zoom(0),
      ),
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
    this.#announcer.say(LAYOUT_TITLES[layout]);
    this.#viewChanged();
  }

  #colour(colouring: (typeof CHOICES.colouring)[number]): void {
    this.#session.view.colouring = colouring;
    // Each colouring needs to know something else.
    this.#session.refresh();
    this.#announcer.say(t('Coloured by: {0}', COLOURING_NAMES[colouring]));
    this.#viewChanged();
  }
}

/** `1 cell = 256 pages (1 MiB)` */
function cellSizeText(layout: MapLayout | undefined): string {
  if (layout === undefined) return '';
  const { pagesPerCell } = layout.scale;
  return tCount(
    pagesPerCell,
    '1 cell = {0} page ({1})',
    '1 cell = {0} pages ({1})',
    formatBytes(pagesPerCell * PAGE_SIZE),
  );
}
