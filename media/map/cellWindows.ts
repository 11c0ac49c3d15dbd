import type { CellBlock } from './cells/cellPicture';
import type { MapLayout, RegionBox } from './mapLayout';
import type { Pyramid } from './pyramid';

/** The part of a layout that a canvas shows, in device pixels. */
export interface MapView {
  readonly scrollX: number;
  readonly scrollY: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Takes out of the pyramid what is in view: thousands of cells, however many millions of pages there
 * are. The bytes of the picture before are used again.
 */
export class CellWindows {
  readonly #buffers: Uint8Array[] = [];

  /** The cells in view. @param pyramid undefined: no page has changed. */
  inView(layout: MapLayout, pyramid: Pyramid | undefined, view: MapView): readonly CellBlock[] {
    const blocks: CellBlock[] = [];
    layout.boxes.forEach((box, region) => {
      const { cell, pagesPerCell } = layout.scale;
      const block = this.#blockOf(box, cell, view, blocks.length, () =>
        pyramid?.level(region, pagesPerCell),
      );
      if (block !== undefined) blocks.push(block);
    });
    return blocks;
  }

  /** @param level gives the codes of all cells of the region. */
  #blockOf(
    { left, top, shape }: RegionBox,
    side: number,
    { scrollX, scrollY, width, height }: MapView,
    buffer: number,
    level: () => Uint8Array | undefined,
  ): CellBlock | undefined {
    const x = left - scrollX;
    const y = top - scrollY;
    const window = {
      firstColumn: Math.max(0, Math.floor(-x / side)),
      endColumn: Math.min(shape.columns, Math.ceil((width - x) / side)),
      firstRow: Math.max(0, Math.floor(-y / side)),
      endRow: Math.min(shape.rows, Math.ceil((height - y) / side)),
    };
    const columns = window.endColumn - window.firstColumn;
    const rows = window.endRow - window.firstRow;
    if (columns <= 0 || rows <= 0) return undefined;
    const codes = this.#room(buffer, columns * rows);
    shape.gather(level(), window, codes);
    return {
      left: x + window.firstColumn * side,
      top: y + window.firstRow * side,
      columns,
      rows,
      codes,
    };
  }

  #room(buffer: number, length: number): Uint8Array {
    const there = this.#buffers[buffer];
    if (there !== undefined && there.length >= length) return there.subarray(0, length);
    const made = new Uint8Array(length);
    this.#buffers[buffer] = made;
    return made;
  }
}
