import type { CellPicture } from './cellPicture';
import { paintCells } from './paintCells';

/** Paints cells into a 2D canvas, over all of it. Keeps one image for as long as the size is the same. */
export class CanvasPainter {
  #image: ImageData | undefined;
  #pixels = new Uint32Array(0);

  paint(canvas: CanvasRenderingContext2D, picture: CellPicture): void {
    const { width, height } = picture;
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.#image = canvas.createImageData(width, height);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
    }
    paintCells(this.#pixels, picture);
    canvas.putImageData(this.#image, 0, 0);
  }

  /** Gives the image back, where another painter has taken over. */
  release(): void {
    this.#image = undefined;
    this.#pixels = new Uint32Array(0);
  }
}
