import type { Session } from '../app/session';
import { CanvasSurface } from '../dom/canvasSurface';
import { setAttributes } from '../dom/element';
import type { Theme } from '../dom/theme';
import { colourPages, highestCount, type ColouredPages } from './colouring';
import { drawMap } from './drawMap';
import { mapPalette, type MapPalette } from './heatPalette';
import { summarizeCells, type CellSummary } from './levelOfDetail';
import type { MapLayout } from './mapLayout';
import type { MapViewport } from './mapViewport';

const NO_PAGES: ColouredPages = {
  gfns: new Uint32Array(),
  counts: new Uint32Array(),
  lastPoints: new Uint32Array(),
  zero: new Uint8Array(),
};

/**
 * The map's lower canvas: regions, cells and addresses. What it is made of is kept as long as nothing
 * that it comes from has changed, and it is painted only if any of that has.
 *
 * Tests find pages through attributes of the canvas; all lengths are its own (device) pixels:
 * `data-point`, `data-from`, `data-to` (of the model that is drawn), `data-colouring`, `data-layout`,
 * `data-cell` (side of a cell), `data-pages-per-cell`, `data-columns`, and `data-origins`, a JSON list
 * of `{gfn, pages, x, y}` with the upper left corner of each region's first cell. In the linear layout
 * page `gfn + i` is cell `c = floor(i / pagesPerCell)` at `x + (c % columns) * cell`,
 * `y + floor(c / columns) * cell`.
 */
export class MapCells {
  readonly surface: CanvasSurface;
  readonly #session: Session;
  readonly #viewport: MapViewport;
  readonly #pages = remembered(colourPages);
  readonly #summaries = remembered((pages: ColouredPages, layout: MapLayout) =>
    layout.boxes.map(({ region }) => summarizeCells(pages, region, layout.scale.pagesPerCell)),
  );
  readonly #palette = remembered((theme: Theme): MapPalette => mapPalette(theme));
  #drawn: readonly unknown[] = [];

  constructor(session: Session, viewport: MapViewport, parent: HTMLElement, resized: () => void) {
    this.#session = session;
    this.#viewport = viewport;
    this.surface = new CanvasSurface(
      parent,
      { class: 'map-cells', 'aria-hidden': 'true' },
      resized,
    );
  }

  /** The pages that are coloured. */
  get pages(): ColouredPages {
    const model = this.#session.map.answered?.value;
    return model === undefined ? NO_PAGES : this.#pages(model, this.#session.view.colouring);
  }

  render(theme: Theme, layout: MapLayout): void {
    const { scrollX, scrollY } = this.#viewport;
    const { deviceWidth: width, deviceHeight: height, ratio } = this.surface;
    const { pages } = this;
    const key = [theme, layout, pages, scrollX, scrollY, width, height];
    if (same(this.#drawn, key)) return;
    const canvas = this.surface.begin('device pixels');
    if (canvas === undefined) return;
    this.#drawn = key;
    const model = this.#session.map.answered?.value;
    const summaries: readonly CellSummary[] = this.#summaries(pages, layout);
    drawMap(canvas, {
      theme,
      palette: this.#palette(theme),
      ratio,
      width,
      height,
      layout,
      summaries: model === undefined ? undefined : summaries,
      highest: highestCount(pages),
      scrollX,
      scrollY,
      gutter: layout.arrangement === 'linear',
    });
    const { cell, columns, pagesPerCell } = layout.scale;
    setAttributes(this.surface.canvas, {
      'data-point': model?.point,
      'data-from': model?.from,
      'data-to': model?.to,
      'data-colouring': this.#session.view.colouring,
      'data-layout': layout.arrangement,
      'data-cell': cell,
      'data-columns': columns,
      'data-pages-per-cell': pagesPerCell,
      'data-origins': JSON.stringify(
        layout.boxes.map(({ region, left, top }) => ({
          gfn: region.firstGfn,
          pages: region.pages,
          x: left - scrollX,
          y: top - scrollY,
        })),
      ),
    });
  }
}

/** The function, which does its work anew only when it is given something else than last time. */
function remembered<A extends readonly unknown[], R>(make: (...from: A) => R): (...from: A) => R {
  let last: { readonly from: A; readonly made: R } | undefined;
  return (...from) => {
    if (last === undefined || !same(last.from, from)) last = { from, made: make(...from) };
    return last.made;
  };
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}
