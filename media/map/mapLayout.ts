import { PAGE_SIZE, type TraceModel } from '../../src/protocol/inspector';
import { formatBytes } from '../format/quantities';
import { hilbertShape, linearShape, type CellShape } from './cellShape';
import { placeOfPage, type PageRun } from './pageNumbers';

/** Row after row in the order of memory, or near in the picture what is near in memory. */
export type MapArrangement = 'linear' | 'hilbert';

/** A named run of guest memory, counted in pages. */
export interface MapRegion extends PageRun {
  readonly name: string;
}

/** How much a cell shows and how large it is. */
export interface MapScale {
  readonly pagesPerCell: number;
  /** Side of a cell. */
  readonly cell: number;
  /** Cells in a row of the linear layout; a power of two, so that a row is a round size. */
  readonly columns: number;
}

/** Where one region lies. */
export interface RegionBox {
  readonly region: MapRegion;
  readonly shape: CellShape;
  /** Upper left corner of the first cell's place. */
  readonly left: number;
  readonly top: number;
  /** Where the label's text stands. */
  readonly labelLeft: number;
  readonly labelBaseline: number;
  /** Whether the cells follow the label on its line, as those of small regions do. */
  readonly inline: boolean;
}

/**
 * The map as a whole, of which the canvas shows a part. All lengths are device pixels, so that every
 * cell begins and ends on a pixel of the screen.
 */
export interface MapLayout {
  readonly arrangement: MapArrangement;
  readonly scale: MapScale;
  readonly boxes: readonly RegionBox[];
  readonly width: number;
  readonly height: number;
}

/** What a layout must know of the canvas. */
export interface LayoutRoom {
  /** Device pixels in a CSS pixel. */
  readonly ratio: number;
  /** Left edge of the cells. */
  readonly left: number;
  /** Room for cells. */
  readonly width: number;
  readonly height: number;
  /** Width of a label. */
  measure(text: string): number;
}

/** A text line with the space around it, in CSS pixels. */
const LABEL_BASELINE = 11;
const LABEL_TO_CELLS = 6;
const BETWEEN_REGIONS = 14;
const INLINE_LINE = 16;
const INLINE_GAP = 8;
const INLINE_BETWEEN = 26;

/** The memory regions of a trace as the map shows them. */
export function mapRegions(trace: TraceModel): readonly MapRegion[] {
  return trace.regions.map(({ name, start, bytes }) => ({
    name,
    firstGfn: start / PAGE_SIZE,
    pages: bytes / PAGE_SIZE,
  }));
}

/** How many cells show a number of pages. */
export function cellCount(pages: number, pagesPerCell: number): number {
  return Math.ceil(pages / pagesPerCell);
}

/** What a region's label says after its name. */
export function regionSize(region: MapRegion): string {
  return formatBytes(region.pages * PAGE_SIZE);
}

/** Regions one below the other, row after row; small neighbours share a line. */
export function layOutLinear(
  regions: readonly MapRegion[],
  scale: MapScale,
  room: LayoutRoom,
): MapLayout {
  const px = (css: number): number => Math.round(css * room.ratio);
  const { pagesPerCell, cell, columns } = scale;
  const boxes: RegionBox[] = [];
  let baseline = px(LABEL_BASELINE);
  let bottom = 0;
  let inlineLeft: number | undefined;
  for (const region of regions) {
    const cells = cellCount(region.pages, pagesPerCell);
    const shape = linearShape(cells, columns);
    const labelWidth = room.measure(`${region.name}  ${regionSize(region)}`) + px(INLINE_GAP);
    const inline = regions.length > 1 && cells <= columns / 8;
    const right = (inlineLeft ?? room.left) + labelWidth + cells * cell;
    if (inline && inlineLeft !== undefined && right > room.left + room.width) {
      inlineLeft = undefined;
      baseline += Math.max(px(INLINE_LINE), cell + px(4));
    } else if (!inline && inlineLeft !== undefined) {
      inlineLeft = undefined;
      baseline += px(INLINE_LINE);
    }
    const labelLeft = inline ? (inlineLeft ?? room.left) : room.left;
    const left = inline ? labelLeft + labelWidth : room.left;
    // Cells of an inline region stand in the middle of the label's small letters.
    const top = inline ? baseline - Math.round(px(4) + cell / 2) : baseline + px(LABEL_TO_CELLS);
    boxes.push({ region, shape, left, top, labelLeft, labelBaseline: baseline, inline });
    bottom = Math.max(baseline, top + shape.rows * cell);
    if (inline) inlineLeft = left + cells * cell + px(INLINE_BETWEEN);
    else baseline = bottom + px(BETWEEN_REGIONS);
  }
  return {
    arrangement: 'linear',
    scale,
    boxes,
    width: room.left + columns * cell,
    height: bottom + px(LABEL_TO_CELLS),
  };
}

/** Each region along a Hilbert curve of its own, side by side as far as they fit. */
export function layOutHilbert(
  regions: readonly MapRegion[],
  scale: MapScale,
  room: LayoutRoom,
): MapLayout {
  const px = (css: number): number => Math.round(css * room.ratio);
  const { pagesPerCell, cell } = scale;
  const boxes: RegionBox[] = [];
  let baseline = px(LABEL_BASELINE);
  let left = room.left;
  let shelfBottom = 0;
  let width = 0;
  for (const region of regions) {
    const shape = hilbertShape(cellCount(region.pages, pagesPerCell));
    const boxWidth = Math.max(
      shape.columns * cell,
      room.measure(`${region.name}  ${regionSize(region)}`),
    );
    if (left > room.left && left + boxWidth > room.left + room.width) {
      baseline = shelfBottom + px(BETWEEN_REGIONS);
      left = room.left;
    }
    const top = baseline + px(LABEL_TO_CELLS);
    boxes.push({
      region,
      shape,
      left,
      top,
      labelLeft: left,
      labelBaseline: baseline,
      inline: false,
    });
    shelfBottom = Math.max(shelfBottom, top + shape.rows * cell);
    width = Math.max(width, left + boxWidth);
    left += boxWidth + px(BETWEEN_REGIONS);
  }
  return { arrangement: 'hilbert', scale, boxes, width, height: shelfBottom + px(LABEL_TO_CELLS) };
}

/** The cell at a place of the layout. */
export function cellAtPlace(
  layout: MapLayout,
  x: number,
  y: number,
): { readonly box: RegionBox; readonly cell: number } | undefined {
  const side = layout.scale.cell;
  for (const box of layout.boxes) {
    const column = Math.floor((x - box.left) / side);
    const row = Math.floor((y - box.top) / side);
    if (column < 0 || column >= box.shape.columns || row < 0 || row >= box.shape.rows) continue;
    const cell = box.shape.cellAt(column, row);
    if (cell >= 0) return { box, cell };
  }
  return undefined;
}

/** The box and cell that show a page; undefined if no region holds it. */
export function cellOfPage(
  layout: MapLayout,
  gfn: number,
): { readonly box: RegionBox; readonly cell: number } | undefined {
  const place = placeOfPage(
    layout.boxes.map(({ region }) => region),
    gfn,
  );
  if (place === undefined) return undefined;
  const cell = Math.floor(place.page / layout.scale.pagesPerCell);
  return { box: layout.boxes[place.region], cell };
}

/** Upper left corner of a cell. */
export function cornerOfCell(
  layout: MapLayout,
  box: RegionBox,
  cell: number,
): { readonly x: number; readonly y: number } {
  const { column, row } = box.shape.place(cell);
  return { x: box.left + column * layout.scale.cell, y: box.top + row * layout.scale.cell };
}
