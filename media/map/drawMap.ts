import { PAGE_SIZE } from '../../src/protocol/inspector';
import type { Theme } from '../dom/theme';
import { formatAddressAsSize, formatCounted, formatSteppedAddress } from '../format/quantities';
import { GUTTER } from '../gutter';
import type { MapPalette } from './heatPalette';
import type { CellSummary } from './levelOfDetail';
import { regionSize, type MapLayout, type RegionBox } from './mapLayout';
import { paintCells } from './paintCells';

/** What the map's lower canvas shows. All lengths are device pixels. */
export interface MapPicture {
  readonly theme: Theme;
  readonly palette: MapPalette;
  readonly ratio: number;
  readonly width: number;
  readonly height: number;
  readonly layout: MapLayout;
  /** Of each box; undefined while nothing is known. */
  readonly summaries: readonly CellSummary[] | undefined;
  readonly highest: number;
  readonly scrollX: number;
  readonly scrollY: number;
  /** Whether rows have addresses beside them. */
  readonly gutter: boolean;
}

/** Cells this large, in CSS pixels, are set apart from each other. */
const GAP_FROM = 8;

/** Least space between two addresses in the gutter, in CSS pixels. */
const GUTTER_SPACING = 28;

/** Draws labels, cells and the gutter. The canvas's coordinates are device pixels. */
export function drawMap(canvas: CanvasRenderingContext2D, picture: MapPicture): void {
  canvas.font = `${11 * picture.ratio}px ${picture.theme.fontFamily}`;
  picture.layout.boxes.forEach((box, i) => {
    const top = box.top - picture.scrollY;
    const bottom = top + box.shape.rows * picture.layout.scale.cell;
    const labelTop = box.labelBaseline - picture.scrollY - 12 * picture.ratio;
    if (Math.min(top, labelTop) > picture.height || bottom < 0) return;
    drawLabel(canvas, picture, box, picture.summaries?.[i]);
    drawCells(canvas, picture, box, picture.summaries?.[i]);
    if (picture.gutter) drawGutter(canvas, picture, box);
  });
}

function drawLabel(
  canvas: CanvasRenderingContext2D,
  { theme, ratio, layout, scrollX, scrollY }: MapPicture,
  box: RegionBox,
  summary: CellSummary | undefined,
): void {
  const baseline = box.labelBaseline - scrollY;
  const left = box.labelLeft - scrollX;
  canvas.textBaseline = 'alphabetic';
  canvas.textAlign = 'left';
  canvas.fillStyle = theme.foreground;
  canvas.fillText(box.region.name, left, baseline);
  const sizeLeft = left + canvas.measureText(box.region.name).width + 8 * ratio;
  const size = regionSize(box.region);
  canvas.fillStyle = theme.muted;
  canvas.fillText(size, sizeLeft, baseline);
  if (box.inline || summary === undefined) return;
  const dirtied = summary.dirtied.reduce((sum, pages) => sum + pages, 0);
  const text = `${formatCounted(dirtied, 'page')} dirtied`;
  const right = left + box.shape.columns * layout.scale.cell;
  const free = right - sizeLeft - canvas.measureText(size).width - 12 * ratio;
  if (canvas.measureText(text).width > free) return;
  canvas.textAlign = 'right';
  canvas.fillText(text, right, baseline);
}

function drawCells(
  canvas: CanvasRenderingContext2D,
  picture: MapPicture,
  box: RegionBox,
  summary: CellSummary | undefined,
): void {
  const { theme, layout, ratio } = picture;
  const { cell } = layout.scale;
  const left = box.left - picture.scrollX;
  const top = box.top - picture.scrollY;
  const { columns, rows } = box.shape;
  const window = {
    firstColumn: Math.max(0, Math.floor(-left / cell)),
    endColumn: Math.min(columns, Math.ceil((picture.width - left) / cell)),
    firstRow: Math.max(0, Math.floor(-top / cell)),
    endRow: Math.min(rows, Math.ceil((picture.height - top) / cell)),
  };
  if (window.endColumn <= window.firstColumn || window.endRow <= window.firstRow) return;
  const nothing = new Uint32Array(0);
  const painted = paintCells(
    box.shape,
    summary ?? { kinds: new Uint8Array(0), counts: nothing, dirtied: nothing },
    window,
    {
      palette: picture.palette,
      highest: picture.highest,
      cell,
      gap: cell >= GAP_FROM * ratio ? Math.max(1, Math.round(ratio)) : 0,
    },
  );
  canvas.putImageData(
    new ImageData(
      new Uint8ClampedArray(painted.pixels.buffer as ArrayBuffer),
      painted.width,
      painted.height,
    ),
    left + window.firstColumn * cell,
    top + window.firstRow * cell,
  );
  // A region that leaves part of its rectangle empty has no rectangle around it.
  if (box.shape.cellAt(columns - 1, rows - 1) < 0 || box.shape.cellAt(0, rows - 1) < 0) return;
  const line = Math.max(1, Math.round(ratio));
  canvas.strokeStyle = theme.border;
  canvas.lineWidth = line;
  canvas.strokeRect(left - line / 2, top - line / 2, columns * cell + line, rows * cell + line);
}

function drawGutter(canvas: CanvasRenderingContext2D, picture: MapPicture, box: RegionBox): void {
  const { theme, layout, ratio, scrollX, scrollY, height } = picture;
  const { cell, columns, pagesPerCell } = layout.scale;
  canvas.textBaseline = 'middle';
  canvas.textAlign = 'right';
  canvas.fillStyle = theme.muted;
  const x = Math.round(GUTTER * ratio) - 8 * ratio - scrollX;
  if (box.inline) {
    const first = box.labelLeft === layout.boxes[0].left;
    if (first) {
      const address = box.region.firstGfn * PAGE_SIZE;
      canvas.fillText(formatAddressAsSize(address), x, box.labelBaseline - 4 * ratio - scrollY);
    }
    return;
  }
  const rowBytes = columns * pagesPerCell * PAGE_SIZE;
  let rowsApart = 1;
  while (rowsApart * cell < GUTTER_SPACING * ratio) rowsApart *= 2;
  const start = box.region.firstGfn * PAGE_SIZE;
  const step = rowsApart * rowBytes;
  const firstRow = Math.max(0, Math.floor((scrollY - box.top) / cell));
  const endRow = Math.min(box.shape.rows, Math.ceil((scrollY + height - box.top) / cell));
  for (let row = firstRow; row < endRow; row++) {
    if (row % rowsApart !== 0) continue;
    const y =
      box.top + row * cell + Math.min(cell, 8 * ratio) / 2 + (cell < 8 * ratio ? 2 * ratio : 0);
    canvas.fillText(formatSteppedAddress(start + row * rowBytes, step), x, y - scrollY);
  }
}
