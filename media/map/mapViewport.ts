import type { SavedState } from '../app/savedState';
import { cellAtPlace, cellOfPage, cornerOfCell } from './mapLayout';
import type { LayoutRoom, MapArrangement, MapLayout, MapRegion } from './mapLayout';
import { layOutMap } from './mapScale';

/** What part of the map the canvas shows, and how large. Lengths are device pixels. */
export class MapViewport {
  readonly #regions: readonly MapRegion[];
  readonly #finest: number;
  readonly #view: SavedState;
  #room: LayoutRoom | undefined;
  #layout: MapLayout | undefined;
  #arrangement: MapArrangement | undefined;

  /** @param finest fewest pages of a cell. @param view where zoom and scroll are kept. */
  constructor(regions: readonly MapRegion[], finest: number, view: SavedState) {
    this.#regions = regions;
    this.#finest = finest;
    this.#view = view;
  }

  /** The layout for the canvas as it is now; undefined before the canvas has a size. */
  get layout(): MapLayout | undefined {
    if (this.#room === undefined) return undefined;
    const { layout, zoom } = this.#view;
    if (this.#layout === undefined || this.#arrangement !== layout) {
      const made = layOutMap(layout, this.#regions, this.#room, zoom, this.#finest);
      this.#layout = made.layout;
      this.#arrangement = layout;
      this.#view.zoom = made.zoom;
      this.#scrollTo(this.#view.scrollX * this.#ratio, this.#view.scrollY * this.#ratio);
    }
    return this.#layout;
  }

  get scrollX(): number {
    return Math.round(this.#view.scrollX * this.#ratio);
  }

  get scrollY(): number {
    return Math.round(this.#view.scrollY * this.#ratio);
  }

  /** Lays out anew for a canvas of another size. */
  resize(room: LayoutRoom): void {
    this.#room = room;
    this.#layout = undefined;
  }

  /** Whether there is more of the map than is shown. */
  get scrollable(): boolean {
    const [x, y] = this.#furthest();
    return x > 0 || y > 0;
  }

  scrollBy(x: number, y: number): void {
    this.#scrollTo(this.scrollX + x, this.scrollY + y);
  }

  /** Scrolls as little as brings a page's cell and the space around it into view. */
  reveal(gfn: number): void {
    const layout = this.layout;
    const found = layout && cellOfPage(layout, gfn);
    if (layout === undefined || found === undefined || this.#room === undefined) return;
    const { x, y } = cornerOfCell(layout, found.box, found.cell);
    const margin = layout.scale.cell + 24 * this.#ratio;
    const { left, width, height } = this.#room;
    const nearest = (scroll: number, from: number, room: number): number =>
      Math.max(from + layout.scale.cell + margin - room, Math.min(from - margin, scroll));
    this.#scrollTo(
      layout.width > left + width ? nearest(this.scrollX, x, left + width) : 0,
      nearest(this.scrollY, y, height),
    );
  }

  /** Middle of a page's cell on the canvas, if it is in view. */
  placeOf(gfn: number): { readonly x: number; readonly y: number } | undefined {
    const layout = this.layout;
    const found = layout && cellOfPage(layout, gfn);
    if (layout === undefined || found === undefined || this.#room === undefined) return undefined;
    const corner = cornerOfCell(layout, found.box, found.cell);
    const x = corner.x + layout.scale.cell / 2 - this.scrollX;
    const y = corner.y + layout.scale.cell / 2 - this.scrollY;
    const { left, width, height } = this.#room;
    return x >= 0 && x < left + width && y >= 0 && y < height ? { x, y } : undefined;
  }

  /** Zooms; the page at a place of the canvas stays there, or else the cursor's stays in view. */
  zoom(to: number, anchor: { readonly x: number; readonly y: number }, cursor: number): void {
    const before = this.layout;
    if (before === undefined) return;
    const x = anchor.x + this.scrollX;
    const y = anchor.y + this.scrollY;
    const under = cellAtPlace(before, x, y);
    this.#view.zoom = Math.max(0, to);
    this.#layout = undefined;
    const after = this.layout;
    if (after === undefined) return;
    if (under === undefined) {
      this.reveal(cursor);
      return;
    }
    const corner = cornerOfCell(before, under.box, under.cell);
    const gfn = under.box.region.firstGfn + under.cell * before.scale.pagesPerCell;
    const found = cellOfPage(after, gfn);
    if (found === undefined) return;
    const now = cornerOfCell(after, found.box, found.cell);
    const grown = after.scale.cell / before.scale.cell;
    this.#scrollTo(
      now.x + (x - corner.x) * grown - anchor.x,
      now.y + (y - corner.y) * grown - anchor.y,
    );
  }

  get #ratio(): number {
    return this.#room?.ratio ?? 1;
  }

  #furthest(): readonly [number, number] {
    const room = this.#room;
    const layout = this.#layout;
    if (room === undefined || layout === undefined) return [0, 0];
    return [
      Math.max(0, layout.width - room.left - room.width),
      Math.max(0, layout.height - room.height),
    ];
  }

  #scrollTo(x: number, y: number): void {
    const [mostX, mostY] = this.#furthest();
    this.#view.scrollX = Math.max(0, Math.min(mostX, Math.round(x))) / this.#ratio;
    this.#view.scrollY = Math.max(0, Math.min(mostY, Math.round(y))) / this.#ratio;
  }
}
