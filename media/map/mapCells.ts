import type { MapRenderer } from '../../src/protocol/inspector';
import { CanvasSurface } from '../dom/canvasSurface';
import { setAttributes } from '../dom/element';
import type { Theme } from '../dom/theme';
import { CanvasPainter } from './cells/canvasPainter';
import { CellLayers } from './cells/cellLayers';
import type { CellPicture } from './cells/cellPicture';
import type { RendererChoice } from './cells/rendererChoice';
import { CellWindows } from './cellWindows';
import { drawMap } from './drawMap';
import { mapPalette } from './heatPalette';
import type { MapLayout } from './mapLayout';
import type { MapViewport } from './mapViewport';
import { remembered, same } from './remembered';
import type { ShownPages } from './shownPages';

/** Cells this large, in CSS pixels, are set apart from each other. */
const GAP_FROM = 8;

/** All that decides what the map's lower canvases show. */
interface MapScene {
  readonly theme: Theme;
  readonly layout: MapLayout;
  /** Undefined while nothing is known: then no page has changed. */
  readonly shown: ShownPages | undefined;
}

/**
 * The map's lower canvases: regions, cells and addresses. They are painted only if anything has
 * changed that they show.
 *
 * Tests find pages through attributes of the canvas; all lengths are its own (device) pixels:
 * `data-from`, `data-to` (the sync points that are drawn), `data-colouring`, `data-layout`,
 * `data-renderer` (`webgl` or `canvas`: what painted the cells), `data-cell` (side of a cell),
 * `data-pages-per-cell`, `data-columns`, and `data-origins`, a JSON list of `{gfn, pages, x, y}` with
 * the upper left corner of each region's first cell. In the linear layout page `gfn + i` is cell
 * `c = floor(i / pagesPerCell)` at `x + (c % columns) * cell`, `y + floor(c / columns) * cell`.
 */
export class MapCells {
  readonly surface: CanvasSurface;
  readonly #viewport: MapViewport;
  readonly #layers: CellLayers;
  readonly #windows = new CellWindows();
  readonly #palette = remembered((theme: Theme) => mapPalette(theme));
  #drawn: readonly unknown[] = [];
  #scene: MapScene | undefined;

  constructor(
    viewport: MapViewport,
    parent: HTMLElement,
    wanted: MapRenderer,
    resized: () => void,
  ) {
    this.#viewport = viewport;
    this.surface = new CanvasSurface(
      parent,
      { class: 'map-cells', 'aria-hidden': 'true' },
      resized,
    );
    this.#layers = new CellLayers(parent, wanted, () => this.#draw());
  }

  /** What paints the cells, and why; undefined before they were painted. */
  get choice(): RendererChoice | undefined {
    return this.#layers.choice;
  }

  /** Has the cells painted in another way from now on. */
  paintBy(renderer: MapRenderer): void {
    this.#layers.wanted = renderer;
    this.#drawn = [];
  }

  render(theme: Theme, layout: MapLayout, shown: ShownPages | undefined): void {
    const { scrollX, scrollY } = this.#viewport;
    const { deviceWidth, deviceHeight } = this.surface;
    const key = [theme, layout, shown?.version, scrollX, scrollY, deviceWidth, deviceHeight];
    if (same(this.#drawn, key)) return;
    this.#drawn = key;
    this.#scene = { theme, layout, shown };
    this.#draw();
  }

  /**
   * What was rendered last, painted anew on a canvas of its own: WebGL's is empty once it was shown. Of one
   * pixel where nothing was rendered.
   */
  picture(): HTMLCanvasElement {
    const picture = document.createElement('canvas');
    picture.width = Math.max(1, this.surface.deviceWidth);
    picture.height = Math.max(1, this.surface.deviceHeight);
    const canvas = picture.getContext('2d');
    if (canvas === null) throw new Error('this page cannot draw: it has no 2D canvas');
    if (this.#scene !== undefined) {
      new CanvasPainter().paint(canvas, this.#picture(this.#scene));
      this.#drawRest(canvas, this.#scene);
    }
    return picture;
  }

  #draw(): void {
    const scene = this.#scene;
    const canvas = this.surface.begin('device pixels');
    if (scene === undefined || canvas === undefined) return;
    this.#layers.paint(canvas, this.#picture(scene));
    this.#drawRest(canvas, scene);
    const { layout, shown } = scene;
    const { scrollX, scrollY } = this.#viewport;
    const { cell, columns, pagesPerCell } = layout.scale;
    setAttributes(this.surface.canvas, {
      'data-from': shown?.from,
      'data-to': shown?.to,
      'data-colouring': shown?.colouring,
      'data-layout': layout.arrangement,
      'data-renderer': this.#layers.choice?.renderer,
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

  /** Labels, borders and addresses over the cells. */
  #drawRest(canvas: CanvasRenderingContext2D, { theme, layout, shown }: MapScene): void {
    const { scrollX, scrollY } = this.#viewport;
    const { deviceWidth: width, deviceHeight: height, ratio } = this.surface;
    const gutter = layout.arrangement === 'linear';
    drawMap(canvas, {
      ...{ theme, ratio, width, height, layout, scrollX, scrollY, gutter },
      dirtied: shown?.dirtied,
    });
  }

  #picture({ theme, layout, shown }: MapScene): CellPicture {
    const { scrollX, scrollY } = this.#viewport;
    const { deviceWidth: width, deviceHeight: height, ratio } = this.surface;
    const { cell } = layout.scale;
    return {
      width,
      height,
      blocks: this.#windows.inView(layout, shown?.pyramid, { scrollX, scrollY, width, height }),
      side: cell,
      body: cell >= GAP_FROM * ratio ? cell - Math.max(1, Math.round(ratio)) : cell,
      palette: this.#palette(theme),
    };
  }
}
