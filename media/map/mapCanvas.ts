import type { Session } from '../app/session';
import { CanvasSurface } from '../dom/canvasSurface';
import { element } from '../dom/element';
import type { Theme } from '../dom/theme';
import { GUTTER } from '../gutter';
import type { ColouredPages } from './colouring';
import { drawMapCursor } from './drawMapCursor';
import { MapCells } from './mapCells';
import { moveCursor, pageOfCell, type CursorMove } from './mapCursor';
import { cellAtPlace, mapRegions, type MapLayout } from './mapLayout';
import { MapViewport } from './mapViewport';

/** Least room right of the cells, for the cursor's mark there, in CSS pixels. */
const MARGIN_RIGHT = 10;

/** A press that moves this far, in CSS pixels, drags the map instead of choosing a page. */
const DRAG_THRESHOLD = 4;

/** What happens on the map that concerns others. */
export interface MapEvents {
  /** Something must be drawn anew. */
  changed(): void;
  /** A page was chosen by click or by Enter. */
  chosen(gfn: number): void;
}

/**
 * The map's two canvases, one over the other: cells below, cursor above, so that moving the cursor
 * repaints no cell. Here is the upper one, with pointer and cursor.
 */
export class MapCanvas {
  readonly element = element('div', { class: 'map-canvases' });
  readonly focusTarget: HTMLCanvasElement;
  readonly #session: Session;
  readonly #events: MapEvents;
  readonly #viewport: MapViewport;
  readonly #cells: MapCells;
  readonly #overlay: CanvasSurface;
  #cursor: number | undefined;
  #cursorFollows: number | undefined;
  #hovered: number | undefined;
  #drag: { readonly x: number; readonly y: number; moved: boolean } | undefined;

  constructor(session: Session, events: MapEvents) {
    this.#session = session;
    this.#events = events;
    this.#viewport = new MapViewport(mapRegions(session.trace), session.view);
    const resized = (): void => {
      this.#resized();
      events.changed();
    };
    this.#cells = new MapCells(session, this.#viewport, this.element, resized);
    this.#overlay = new CanvasSurface(
      this.element,
      {
        class: 'map-cursor',
        tabindex: 0,
        role: 'application',
        'aria-roledescription': 'page map',
        'aria-label': 'Page map',
      },
      resized,
    );
    this.focusTarget = this.#overlay.canvas;
    this.#listen(this.#overlay.canvas);
  }

  /** The pages that are coloured. */
  get pages(): ColouredPages {
    return this.#cells.pages;
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
    this.#cells.render(theme, layout);
    this.#renderOverlay(theme, layout);
  }

  /** Moves the cursor, and shows it. */
  move(move: CursorMove): void {
    const layout = this.#viewport.layout;
    if (layout === undefined) return;
    this.#hovered = undefined;
    this.#cursor = moveCursor(layout, this.pages, this.cursor, move);
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
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.#drag = { x: event.clientX, y: event.clientY, moved: false };
    });
    canvas.addEventListener('pointermove', (event) => this.#pointerMove(event));
    canvas.addEventListener('pointerup', (event) => {
      const drag = this.#drag;
      this.#drag = undefined;
      canvas.style.cursor = '';
      if (drag === undefined || drag.moved) return;
      const gfn = this.#pageAt(event);
      if (gfn === undefined) return;
      this.#cursor = gfn;
      this.#events.chosen(gfn);
    });
    canvas.addEventListener('pointercancel', () => (this.#drag = undefined));
    canvas.addEventListener('pointerleave', () => this.#hover(undefined));
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener('focus', () => {
      // A focused map has a cursor to begin from.
      this.#cursor ??= this.pages.gfns.length > 0 ? this.pages.gfns[0] : this.cursor;
      this.#events.changed();
    });
  }

  #pointerMove(event: PointerEvent): void {
    const drag = this.#drag;
    if (drag !== undefined) {
      const x = event.clientX - drag.x;
      const y = event.clientY - drag.y;
      drag.moved ||= Math.hypot(x, y) >= DRAG_THRESHOLD && this.#viewport.scrollable;
      if (drag.moved) {
        const { ratio } = this.#overlay;
        this.#viewport.scrollBy(-x * ratio, -y * ratio);
        this.#drag = { x: event.clientX, y: event.clientY, moved: true };
        this.#overlay.canvas.style.cursor = 'grabbing';
        this.#events.changed();
        return;
      }
    }
    this.#hover(this.#pageAt(event));
  }

  #wheel(event: WheelEvent): void {
    const { ratio } = this.#overlay;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const anchor = { x: event.offsetX * ratio, y: event.offsetY * ratio };
      this.#zoomAround(event.deltaY < 0 ? 1 : -1, anchor);
    } else if (this.#viewport.scrollable) {
      event.preventDefault();
      const [x, y] = event.shiftKey ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
      this.#viewport.scrollBy(x * ratio, y * ratio);
      this.#hover(this.#pageAt(event));
      this.#events.changed();
    }
  }

  #pageAt(event: MouseEvent): number | undefined {
    const layout = this.#viewport.layout;
    if (layout === undefined) return undefined;
    const { ratio } = this.#overlay;
    const x = event.offsetX * ratio + this.#viewport.scrollX;
    const y = event.offsetY * ratio + this.#viewport.scrollY;
    const found = cellAtPlace(layout, x, y);
    return found && pageOfCell(layout, this.pages, found.box, found.cell);
  }

  #hover(gfn: number | undefined): void {
    if (this.#hovered === gfn) return;
    this.#hovered = gfn;
    this.#events.changed();
  }
}
