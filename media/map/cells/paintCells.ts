import { CODE } from '../cellCode';
import { dotOf, type CellBlock, type CellPicture } from './cellPicture';

/**
 * Paints cells without a graphics processor: the reference for what the other painter has to match.
 * @param pixels RGBA, as many as the picture has; what they held before is gone.
 */
export function paintCells(pixels: Uint32Array, picture: CellPicture): void {
  pixels.fill(0);
  for (const block of picture.blocks) paintBlock(pixels, picture, block);
}

function paintBlock(pixels: Uint32Array, picture: CellPicture, block: CellBlock): void {
  const { width, height, side, body } = picture;
  const dot = dotOf(body);
  const left = Math.max(0, block.left);
  const right = Math.min(width, block.left + block.columns * side);
  if (right <= left) return;
  for (let row = 0; row < block.rows; row++) {
    const top = block.top + row * side;
    // Every line of a row of cells is one of two, so each is painted once and then copied.
    let plain = -1;
    let dotted = -1;
    const end = Math.min(height, top + body);
    for (let y = Math.max(0, top); y < end; y++) {
      const inDot = y - top >= dot.start && y - top < dot.end;
      const same = inDot ? dotted : plain;
      if (same >= 0) {
        pixels.copyWithin(y * width + left, same * width + left, same * width + right);
        continue;
      }
      if (inDot) dotted = y;
      else plain = y;
      paintLine(pixels, y * width, picture, block, row, inDot ? dot : undefined);
    }
  }
}

/** @param dot where in a cell of zeros its dot lies, on a line that crosses dots. */
function paintLine(
  pixels: Uint32Array,
  start: number,
  { width, side, body, palette }: CellPicture,
  { left, columns, codes }: CellBlock,
  row: number,
  dot: { readonly start: number; readonly end: number } | undefined,
): void {
  const first = row * columns;
  for (let column = 0; column < columns; column++) {
    const code = codes[first + column];
    if (code === CODE.none) continue;
    const from = left + column * side;
    const colour = palette[code === CODE.zero ? CODE.unchanged : code];
    const end = start + Math.min(width, from + body);
    for (let at = start + Math.max(0, from); at < end; at++) pixels[at] = colour;
    if (code !== CODE.zero || dot === undefined) continue;
    const dotEnd = start + Math.min(width, from + dot.end);
    for (let at = start + Math.max(0, from + dot.start); at < dotEnd; at++) {
      pixels[at] = palette[CODE.zero];
    }
  }
}
