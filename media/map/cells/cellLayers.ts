import type { MapRenderer } from '../../../src/protocol/inspector';
import { element } from '../../dom/element';
import { CanvasPainter } from './canvasPainter';
import type { CellPicture } from './cellPicture';
import { chooseRenderer, type RendererChoice } from './rendererChoice';
import { WebglPainter } from './webglPainter';

/** Losses after which WebGL is not trusted any more. */
const MOST_LOSSES = 3;

const LOST = 'the WebGL context is lost';

/**
 * Paints the map's cells by WebGL2 or without it. The two have a canvas each, since a canvas cannot
 * change what it is painted with: WebGL's lies below the 2D canvas, which holds all that is no cell
 * in either case. When WebGL's context is lost the cells are painted on the 2D canvas at once, and go
 * back when the context does.
 */
export class CellLayers {
  readonly #parent: HTMLElement;
  readonly #repaint: () => void;
  readonly #painter = new CanvasPainter();
  #webgl: WebglPainter | undefined;
  #wanted: MapRenderer;
  #choice: RendererChoice | undefined;
  #losses = 0;

  /**
   * @param parent whose first child WebGL's canvas becomes, if there is one.
   * @param repaint called when the context was lost or came back; paints before it returns.
   */
  constructor(parent: HTMLElement, wanted: MapRenderer, repaint: () => void) {
    this.#parent = parent;
    this.#wanted = wanted;
    this.#repaint = repaint;
  }

  /** What painted last; undefined before the first picture. */
  get choice(): RendererChoice | undefined {
    return this.#choice;
  }

  /** Chooses anew with the next picture. */
  set wanted(renderer: MapRenderer) {
    if (renderer === this.#wanted) return;
    this.#wanted = renderer;
    this.#choice = undefined;
    this.#losses = 0;
    this.#dropWebgl();
  }

  /** Paints the cells, on the 2D canvas or below it. */
  paint(canvas: CanvasRenderingContext2D, picture: CellPicture): void {
    this.#choice ??= this.#choose(picture);
    const webgl = this.#webgl;
    if (this.#choice.renderer === 'webgl' && webgl !== undefined) {
      try {
        webgl.paint(picture);
        webgl.canvas.hidden = false;
        this.#painter.release();
        return;
      } catch (error) {
        // Lost while painting, of which its event tells later; or refused for good.
        const why = error instanceof Error ? error.message : String(error);
        if (!webgl.lost) this.#dropWebgl();
        this.#choice = { renderer: 'canvas', why };
      }
    }
    if (this.#webgl !== undefined) this.#webgl.canvas.hidden = true;
    this.#painter.paint(canvas, picture);
  }

  #choose(picture: CellPicture): RendererChoice {
    if (this.#wanted !== 'canvas') this.#webgl ??= this.#makeWebgl();
    const webgl = this.#webgl;
    const choice = chooseRenderer({
      wanted: this.#wanted,
      webglName: webgl?.rendererName,
      time: clockFor(webgl, picture),
    });
    if (choice.renderer === 'canvas') this.#dropWebgl();
    return choice;
  }

  #makeWebgl(): WebglPainter | undefined {
    const canvas = element('canvas', { class: 'map-cells-webgl', 'aria-hidden': 'true' });
    const painter = WebglPainter.create(canvas);
    if (painter === undefined) return undefined;
    this.#parent.prepend(canvas);
    canvas.addEventListener('webglcontextlost', (event) => {
      if (this.#webgl !== painter) return;
      // Says that it is wanted back.
      event.preventDefault();
      this.#losses++;
      this.#choice = { renderer: 'canvas', why: LOST };
      if (this.#losses >= MOST_LOSSES) this.#dropWebgl();
      this.#repaint();
    });
    canvas.addEventListener('webglcontextrestored', () => {
      if (this.#webgl !== painter) return;
      painter.forget();
      this.#choice = { renderer: 'webgl', why: painter.rendererName };
      this.#repaint();
    });
    return painter;
  }

  #dropWebgl(): void {
    const webgl = this.#webgl;
    this.#webgl = undefined;
    webgl?.canvas.remove();
    webgl?.release();
  }
}

/** Paints once with either, on canvases that nobody sees, and tells the milliseconds. */
function clockFor(
  webgl: WebglPainter | undefined,
  picture: CellPicture,
): (renderer: RendererChoice['renderer']) => number {
  const painter = new CanvasPainter();
  const scratch = document.createElement('canvas');
  scratch.width = picture.width;
  scratch.height = picture.height;
  const canvas = scratch.getContext('2d');
  return (renderer) => {
    const start = performance.now();
    if (renderer === 'webgl') {
      webgl?.paint(picture);
      webgl?.finish();
    } else if (canvas !== null) {
      painter.paint(canvas, picture);
      // Reading waits for what was painted.
      canvas.getImageData(0, 0, 1, 1);
    }
    return performance.now() - start;
  };
}
