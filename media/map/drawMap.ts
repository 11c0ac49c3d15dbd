import { PAGE_SIZE } from '../../src/protocol/inspector';
import type { Theme } from '../dom/theme';
import { formatAddressAsSize, formatSteppedAddress } from '../format/quantities';
import { GUTTER } from '../gutter';
import { tCount } from '../l10n';
import { regionSize, type MapLayout, type RegionBox } from './mapLayout';

/** What the map shows besides its cells. All lengths are device pixels. */
export interface MapPicture {
  readonly theme: Theme;
  readonly ratio: number;
  readonly width: number;
  readonly height: number;
  readonly layout: MapLayout;
  /** Coloured pages of each region; undefined while nothing is known. */
  readonly dirtied: readonly number[] | undefined;
  readonly scrollX: number;
  readonly scrollY: number;
  /** Whether rows have addresses beside them. */
  readonly gutter: boolean;
}

/** Least space between two addresses in the gutter, in CSS pixels. */
const GUTTER_SPACING = 28;

/** Draws labels, borders and the gutter over the cells. The canvas's coordinates are device pixels. */
export function drawMap(canvas: CanvasRenderingContext2D, picture: MapPicture): void {
  canvas.font = `${11 * picture.ratio}px ${picture.theme.fontFamily}`;
  picture.layout.boxes.forEach((box, i) => {
    const top = box.top - picture.scrollY;
    const bottom = top + box.shape.rows * picture.layout.scale.cell;
    const labelTop = box.labelBaseline - picture.scrollY - 12 * picture.ratio;
    if (Math.min(top, labelTop) > picture.height || bottom < 0) return;
    drawLabel(canvas, picture, box, picture.dirtied?.[i]);
    drawBorder(canvas, picture, box);
    if (picture.gutter) drawGutter(canvas, picture, box);
  });
}

function drawLabel(
  canvas: CanvasRenderingContext2D,
  { theme, ratio, layout, scrollX, scrollY }: MapPicture,
  box: RegionBox,
  dirtied: number | undefined,
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
  if (box.inline || dirtied === undefined) return;
  const text = tCount(dirtied, '{0} page dirtied', '{0} pages dirtied');
  const right = left + box.shape.columns * layout.scale.cell;
  const free = right - sizeLeft - canvas.measureText(size).width - 12 * ratio;
  if (canvas.measureText(text).width > free) return;
  canvas.textAlign = 'right';
  canvas.fillText(text, right, baseline);
}

/** A line around the cells, whatever part of their rectangle they fill. */
function drawBorder(canvas: CanvasRenderingContext2D, picture: MapPicture, box: RegionBox): void {
  const { theme, layout, ratio, scrollX, scrollY, width, height } = picture;
  const { cell } = layout.scale;
  const pieces = new Path2D();
  for (const { column, row, columns, rows } of box.shape.pieces) {
    pieces.rect(
      box.left - scrollX + column * cell,
      box.top - scrollY + row * cell,
      columns * cell,
      rows * cell,
    );
  }
  // Only outside the pieces, so that nothing is drawn where one meets another.
  const outside = new Path2D(pieces);
  outside.rect(0, 0, width, height);
  canvas.save();
  canvas.clip(outside, 'evenodd');
  canvas.strokeStyle = theme.border;
  canvas.lineWidth = 2 * Math.max(1, Math.round(ratio));
  canvas.stroke(pieces);
  canvas.restore();
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
