import { setAttributes, type Attributes } from './element';

/**
 * A canvas that fills its parent and has one pixel for each pixel of the screen, also where the
 * screen's scale is no whole number.
 */
export class CanvasSurface {
  readonly canvas = document.createElement('canvas');
  readonly #context: CanvasRenderingContext2D;
  #width = 0;
  #height = 0;

  /** @param resized called when there is another size to draw for, also for the first one. */
  constructor(parent: HTMLElement, attributes: Attributes, resized: () => void) {
    setAttributes(this.canvas, attributes);
    parent.append(this.canvas);
    const context = this.canvas.getContext('2d');
    if (context === null) throw new Error('this page cannot draw: it has no 2D canvas');
    this.#context = context;

    const observer = new ResizeObserver(([entry]) => {
      const [css] = entry.contentBoxSize;
      const [device] = entry.devicePixelContentBoxSize;
      this.#width = deviceLength(css.inlineSize, device.inlineSize);
      this.#height = deviceLength(css.blockSize, device.blockSize);
      resized();
    });
    observer.observe(parent, { box: 'device-pixel-content-box' });
  }

  /** Width in CSS pixels. */
  get width(): number {
    return this.#width / this.ratio;
  }

  /** Height in CSS pixels. */
  get height(): number {
    return this.#height / this.ratio;
  }

  /** Width in device pixels. */
  get deviceWidth(): number {
    return this.#width;
  }

  /** Height in device pixels. */
  get deviceHeight(): number {
    return this.#height;
  }

  /** Device pixels in a CSS pixel. */
  get ratio(): number {
    return devicePixelRatio;
  }

  /**
   * Clears the canvas and hands it over; undefined while it has no size.
   * @param unit what the lengths drawn with are to be.
   */
  begin(unit: 'CSS pixels' | 'device pixels'): CanvasRenderingContext2D | undefined {
    if (this.#width === 0 || this.#height === 0) return undefined;
    if (this.canvas.width !== this.#width || this.canvas.height !== this.#height) {
      this.canvas.width = this.#width;
      this.canvas.height = this.#height;
    }
    const context = this.#context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#width, this.#height);
    if (unit === 'CSS pixels') context.scale(this.ratio, this.ratio);
    return context;
  }
}

/** The browser's own count of device pixels, unless it leaves the scale out, as an emulated one does. */
function deviceLength(css: number, device: number): number {
  const scaled = Math.round(css * devicePixelRatio);
  return Math.abs(scaled - device) <= 1 ? device : scaled;
}
