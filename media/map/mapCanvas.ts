import type { Session } from '../app/session';
import { CanvasSurface } from '../dom/canvasSurface';
import { element } from '../dom/element';
import type { Theme } from '../dom/theme';
import { GUTTER } from '../gutter';
import { t } from '../l10n';
import type { RendererChoice } from './cells/rendererChoice';
import { drawMapCursor } from './drawMapCursor';
import { MapCells } from './mapCells';
import { moveCursor, pageOfCell, type CursorMove } from './mapCursor';
import { cellAtPlace, mapRegions, type MapLayout, type MapRegion } from './mapLayout';
import { MapPages } from './mapPages';
import { MapPointer } from './mapPointer';
import { MapViewport } from './mapViewport';
import { firstDirtyPlace } from './pyramidSearch';

/** Least room right of the cells, for the cursor's mark there, in CSS pixels. */
const MARGIN_RIGHT = 10;

/** What happens on the map that concerns others. */
export interface MapEvents {
  /** Something must be drawn anew. */
  changed(): void;
  /** A page was chosen by click or by Enter. */
  chosen(gfn: number): void;
}

/**
 * The map's canvases, one over the other: cells below, cursor above, so that moving the cursor
 * repaints no cell. Here is the uppermost one, with pointer and cursor.
 */
export class MapCanvas {
  readonly element = element('div', { class: 'map-canvases' });
  readonly focusTarget: HTMLCanvasElement;
  readonly regions: readonly MapRegion[];
  readonly pages: MapPages;
  readonly #session: Session;
  readonly #events: MapEvents;
  readonly #viewport: MapViewport;
  readonly #cells: MapCells;
  readonly #overlay: CanvasSurface;
  #cursor: number | undefined;
  #cursorFollows: number | undefined;
  #hovered: number | undefined;

  constructor(session: Session, events: MapEvents) {
    this.#session = session;
    this.#events = events;
    this.regions = mapRegions(session.trace);
    this.pages = new MapPages(session, this.regions, events.changed);
    this.#viewport = new MapViewport(this.regions, this.pages.plan.finest, session.view);
    const resized = (): void => {
      this.#resized();
      events.changed();
    };
    this.#cells = new MapCells(this.#viewport, this.element, session.mapRenderer, resized);
    session.onMapRenderer((renderer) => {
      this.#cells.paintBy(renderer);
      events.changed();
    });
    this.#overlay = new CanvasSurface(
      this.element,
      {
        class: 'map-cursor',
        tabindex: 0,
        role: 'application',
        'aria-roledescription': t('page map'),
        'aria-label': t('Page map'),
        'aria-describedby': 'map-text',
      },
      resized,
    );
    this.focusTarget = this.#overlay.canvas;
    this.#listen(this.#overlay.canvas);
  }

  /** What paints the cells, and why; undefined before they were painted. */
  get choice(): RendererChoice | undefined {
    return this.#cells.choice;
  }

  /** The map without its cursor, painted on a canvas of its own. */
  picture(theme: Theme): HTMLCanvasElement {
    this.render(theme);
    return this.#cells.picture();
  }

  get layout(): MapLayout | undefined {
    return this.#viewport.layout;
  }

  /** GFN that the read-out should tell about: under the pointer, else under the cursor. */
  get pointedAt(): number | undefined {
    return this.#hovered ?? this.#cursor;
  }

  /** GFN of the cursor's page. */
  get cursor(): number {
    return this.#cursor ?? this.#session.trace.regions[0].start / this.#session.trace.pageSize;
  }

  /** Draws what the session knows now. */
  render(theme: Theme): void {
    this.#followSelection();
    const layout = this.#viewport.layout;
    if (layout === undefined) return;
    this.#cells.render(theme, layout, this.pages.shown);
    this.#renderOverlay(theme, layout);
  }

  /** Moves the cursor, and shows it. */
  move(move: CursorMove): void {
    const layout = this.#viewport.layout;
    if (layout === undefined) return;
    this.#hovered = undefined;
    this.#cursor = moveCursor(layout, this.pages.shown?.pyramid, this.cursor, move);
    this.#viewport.reveal(this.#cursor);
    this.#events.changed();
  }

  /** Zooms by some steps around the cursor; 0 shows everything. */
  zoomBy(steps: number): void {
    const { deviceWidth, deviceHeight } = this.#overlay;
    const middle = { x: deviceWidth / 2, y: deviceHeight / 2 };
    this.#zoomAround(steps, this.#viewport.placeOf(this.cursor) ?? middle);
  }

  /** Scrolls by pages of what is shown. */
  scrollByPages(pages: number): void {
    this.#viewport.scrollBy(0, pages * this.#overlay.deviceHeight * 0.9);
    this.#events.changed();
  }

  /** Lays out anew after the arrangement was changed. */
  rearranged(): void {
    if (this.#cursor !== undefined) this.#viewport.reveal(this.#cursor);
    this.#events.changed();
  }

  #zoomAround(steps: number, anchor: { readonly x: number; readonly y: number }): void {
    const { zoom } = this.#session.view;
    this.#viewport.zoom(steps === 0 ? 0 : zoom + steps, anchor, this.cursor);
    this.#events.changed();
  }

  #resized(): void {
    const { ratio, deviceWidth, deviceHeight } = this.#overlay;
    const left = Math.round(GUTTER * ratio);
    const measuring = document.createElement('canvas').getContext('2d');
    if (measuring !== null) {
      measuring.font = `${11 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
    }
    this.#viewport.resize({
      ratio,
      left,
      width: Math.max(1, deviceWidth - left - Math.round(MARGIN_RIGHT * ratio)),
      height: deviceHeight,
      measure: (text) => Math.ceil(measuring?.measureText(text).width ?? text.length * 6 * ratio),
    });
  }

  /** The cursor goes where the selection goes. */
  #followSelection(): void {
    const { page } = this.#session.position;
    if (page === this.#cursorFollows) return;
    this.#cursorFollows = page;
    if (page === undefined) return;
    this.#cursor = page;
    this.#viewport.reveal(page);
  }

  #renderOverlay(theme: Theme, layout: MapLayout): void {
    const canvas = this.#overlay.begin('device pixels');
    if (canvas === undefined) return;
    const { ratio, deviceWidth: width, deviceHeight: height } = this.#overlay;
    const left = Math.round(GUTTER * ratio);
    drawMapCursor(canvas, {
      theme,
      ratio,
      width,
      height,
      layout,
      scrollX: this.#viewport.scrollX,
      scrollY: this.#viewport.scrollY,
      cursor: this.#cursor,
      selected: this.#session.position.page,
      hovered: this.#hovered,
      gutter:
        layout.arrangement === 'linear'
          ? { left, right: left + layout.scale.columns * layout.scale.cell }
          : undefined,
    });
  }

  #listen(canvas: HTMLCanvasElement): void {
    const device = (css: number): number => css * this.#overlay.ratio;
    new MapPointer(canvas, {
      scrollable: () => this.#viewport.scrollable,
      scrollBy: (x, y) => {
        this.#viewport.scrollBy(device(x), device(y));
        this.#events.changed();
      },
      zoomAt: (steps, x, y) => this.#zoomAround(steps, { x: device(x), y: device(y) }),
      hover: (x, y) => this.#hover(this.#pageAt(device(x), device(y))),
      leave: () => this.#hover(undefined),
      choose: (x, y) => {
        const gfn = this.#pageAt(device(x), device(y));
        if (gfn === undefined) return;
        this.#cursor = gfn;
        this.#events.chosen(gfn);
      },
    });
    canvas.addEventListener('focus', () => {
      // A focused map has a cursor to begin from.
      this.#cursor ??= this.#firstDirty() ?? this.cursor;
      this.#events.changed();
    });
  }

  #firstDirty(): number | undefined {
    const pyramid = this.pages.shown?.pyramid;
    const place = pyramid && firstDirtyPlace(pyramid);
    return place && this.pages.plan.regions[place.region].firstGfn + place.page;
  }

  #pageAt(x: number, y: number): number | undefined {
    const layout = this.#viewport.layout;
    const { scrollX, scrollY } = this.#viewport;
    const found = layout && cellAtPlace(layout, x + scrollX, y + scrollY);
    if (layout === undefined || found === undefined) return undefined;
    return pageOfCell(layout, this.pages.shown?.pyramid, found.box, found.cell);
  }

  #hover(gfn: number | undefined): void {
    if (this.#hovered === gfn) return;
    this.#hovered = gfn;
    this.#events.changed();
  }
}
