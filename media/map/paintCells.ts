import type { CellShape } from './cellShape';
import { shadeOf, type MapPalette } from './heatPalette';
import { CELL, type CellSummary } from './levelOfDetail';

/** A piece of a region's rectangle, in cells; the end is not part of it. */
export interface CellWindow {
  readonly firstColumn: number;
  readonly endColumn: number;
  readonly firstRow: number;
  readonly endRow: number;
}

/** How cells are painted. All lengths in device pixels. */
export interface CellPaint {
  readonly palette: MapPalette;
  /** The count that gets the ramp's last colour. */
  readonly highest: number;
  /** Side of a cell. */
  readonly cell: number;
  /** Space between two cells, taken from the cell; 0 where cells touch. */
  readonly gap: number;
}

/**
 * Paints a window of cells as RGBA pixels. A cell of zeros is a dot, so that it does not depend on
 * its colour. Where no cell is, the picture stays transparent.
 */
export function paintCells(
  shape: CellShape,
  summary: CellSummary,
  window: CellWindow,
  { palette, highest, cell: side, gap }: CellPaint,
): { readonly pixels: Uint32Array; readonly width: number; readonly height: number } {
  const width = (window.endColumn - window.firstColumn) * side;
  const height = (window.endRow - window.firstRow) * side;
  const pixels = new Uint32Array(width * height);
  const square = (x: number, y: number, length: number, colour: number): void => {
    for (let row = y; row < y + length; row++) {
      pixels.fill(colour, row * width + x, row * width + x + length);
    }
  };
  const body = side - gap;
  const dot = Math.max(1, Math.round(body / 2));
  const dotOffset = (body - dot) >> 1;
  for (let row = window.firstRow; row < window.endRow; row++) {
    for (let column = window.firstColumn; column < window.endColumn; column++) {
      const cell = shape.cellAt(column, row);
      if (cell < 0) continue;
      const x = (column - window.firstColumn) * side;
      const y = (row - window.firstRow) * side;
      const kind = summary.kinds[cell];
      if (kind === CELL.data) {
        square(x, y, body, palette.heat[shadeOf(summary.counts[cell], highest)]);
      } else {
        square(x, y, body, palette.unchanged);
        if (kind === CELL.zero) square(x + dotOffset, y + dotOffset, dot, palette.zeroDot);
      }
    }
  }
  return { pixels, width, height };
}
