import { dotOf, type CellBlock, type CellPicture } from './cellPicture';
import { makeCellProgram, type CellProgram } from './webglProgram';

/**
 * Paints cells with WebGL2, on a canvas of its own. Only the codes in view go to the graphics
 * processor, a byte a cell, so it needs nothing of the pyramid, and has nothing to lose with its
 * context.
 */
export class WebglPainter {
  readonly canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  #program: CellProgram | undefined;
  #palette: Uint32Array | undefined;

  private constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext) {
    this.canvas = canvas;
    this.#gl = gl;
  }

  /** Undefined where there is no WebGL2. @param canvas has no context yet. */
  static create(canvas: HTMLCanvasElement): WebglPainter | undefined {
    const gl = canvas.getContext('webgl2', {
      alpha: true,
      antialias: false,
      depth: false,
      stencil: false,
      powerPreference: 'low-power',
    });
    return gl === null ? undefined : new WebglPainter(canvas, gl);
  }

  /** What draws: the graphics processor's name, or that of software that plays one. */
  get rendererName(): string {
    const gl = this.#gl;
    const info = gl.getExtension('WEBGL_debug_renderer_info');
    return String(gl.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER) ?? '');
  }

  get lost(): boolean {
    return this.#gl.isContextLost();
  }

  /** Paints all of the canvas. @throws Error if the context is lost, or cannot do it. */
  paint(picture: CellPicture): void {
    const gl = this.#gl;
    if (this.lost) throw new Error('the WebGL context is lost');
    const { width, height, side, body, palette } = picture;
    const program = (this.#program ??= makeCellProgram(gl));
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    const dot = dotOf(body);
    gl.viewport(0, 0, width, height);
    gl.disable(gl.SCISSOR_TEST);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.SCISSOR_TEST);
    gl.uniform1i(program.uniforms.height, height);
    gl.uniform1i(program.uniforms.side, side);
    gl.uniform1i(program.uniforms.body, body);
    gl.uniform2i(program.uniforms.dotRange, dot.start, dot.end);
    if (palette !== this.#palette) this.#loadPalette(palette);
    for (const block of picture.blocks) this.#paintBlock(program, picture, block);
  }

  /** Waits until all that was painted is there, for who measures. */
  finish(): void {
    const gl = this.#gl;
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  }

  /** What is to be done anew after the context came back. */
  forget(): void {
    this.#program = undefined;
    this.#palette = undefined;
  }

  /** Gives the context back; the painter cannot paint after that. */
  release(): void {
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #loadPalette(palette: Uint32Array<ArrayBuffer>): void {
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE1);
    const bytes = new Uint8Array(palette.buffer, palette.byteOffset, palette.byteLength);
    const { RGBA, UNSIGNED_BYTE } = gl;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, palette.length, 1, 0, RGBA, UNSIGNED_BYTE, bytes);
    this.#palette = palette;
  }

  #paintBlock(program: CellProgram, { width, height, side }: CellPicture, block: CellBlock): void {
    const gl = this.#gl;
    const { columns, rows, codes } = block;
    const left = Math.max(0, block.left);
    const top = Math.max(0, block.top);
    const right = Math.min(width, block.left + columns * side);
    const bottom = Math.min(height, block.top + rows * side);
    if (right <= left || bottom <= top) return;
    gl.activeTexture(gl.TEXTURE0);
    const { RED_INTEGER, UNSIGNED_BYTE } = gl;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8UI, columns, rows, 0, RED_INTEGER, UNSIGNED_BYTE, codes);
    gl.uniform2i(program.uniforms.origin, block.left, block.top);
    gl.scissor(left, height - bottom, right - left, bottom - top);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }
}
