import type { Theme } from '../dom/theme';
import { cellOfPage, cornerOfCell, type MapLayout } from './mapLayout';

/** What the map's upper canvas shows. All lengths are device pixels. */
export interface MapCursorPicture {
  readonly theme: Theme;
  readonly ratio: number;
  readonly width: number;
  readonly height: number;
  readonly layout: MapLayout;
  readonly scrollX: number;
  readonly scrollY: number;
  /** GFN of the page under the cursor. */
  readonly cursor: number | undefined;
  /** GFN of the page that is selected, where that is another one. */
  readonly selected: number | undefined;
  /** GFN of the page under the pointer. */
  readonly hovered: number | undefined;
  /** Left and right edge between which the gutter's arrows point inward. */
  readonly gutter: { readonly left: number; readonly right: number } | undefined;
}

/** Draws what moves without the cells changing. The canvas's coordinates are device pixels. */
export function drawMapCursor(canvas: CanvasRenderingContext2D, picture: MapCursorPicture): void {
  const { theme, ratio, layout, cursor, selected, hovered, gutter } = picture;
  if (hovered !== undefined) outline(canvas, picture, hovered, [[0.5, 1, theme.foreground]]);
  if (selected !== undefined && selected !== cursor) {
    outline(canvas, picture, selected, [
      [0.5, 1, theme.background],
      [1.5, 1, theme.foreground],
    ]);
  }
  if (cursor !== undefined) {
    outline(canvas, picture, cursor, [
      [1.5, 1, theme.background],
      [2.75, 1.5, theme.foreground],
    ]);
    const at = placeOf(picture, cursor);
    if (at !== undefined && gutter !== undefined) {
      const middle = at.y + layout.scale.cell / 2;
      canvas.fillStyle = theme.foreground;
      triangle(canvas, gutter.left - 6 * ratio, gutter.left - ratio, middle, 4 * ratio);
      triangle(canvas, gutter.right + 6 * ratio, gutter.right + ratio, middle, 4 * ratio);
    }
  }
  drawScrollbars(canvas, picture);
}

function placeOf(
  { layout, scrollX, scrollY }: MapCursorPicture,
  gfn: number,
): { readonly x: number; readonly y: number } | undefined {
  const found = cellOfPage(layout, gfn);
  if (found === undefined) return undefined;
  const { x, y } = cornerOfCell(layout, found.box, found.cell);
  return { x: x - scrollX, y: y - scrollY };
}

/** @param rings each the distance from the cell, the line's width (both in CSS pixels), and its colour. */
function outline(
  canvas: CanvasRenderingContext2D,
  picture: MapCursorPicture,
  gfn: number,
  rings: readonly (readonly [number, number, string])[],
): void {
  const at = placeOf(picture, gfn);
  if (at === undefined) return;
  const { cell } = picture.layout.scale;
  for (const [distance, width, colour] of rings) {
    const away = distance * picture.ratio;
    canvas.lineWidth = width * picture.ratio;
    canvas.strokeStyle = colour;
    canvas.strokeRect(at.x - away, at.y - away, cell + 2 * away, cell + 2 * away);
  }
}

function triangle(
  canvas: CanvasRenderingContext2D,
  base: number,
  tip: number,
  middle: number,
  half: number,
): void {
  canvas.beginPath();
  canvas.moveTo(base, middle - half);
  canvas.lineTo(tip, middle);
  canvas.lineTo(base, middle + half);
  canvas.fill();
}

/** Thin marks of what part of the map is shown; the map is moved by wheel, drag and keys. */
function drawScrollbars(canvas: CanvasRenderingContext2D, picture: MapCursorPicture): void {
  const { theme, ratio, width, height, layout, scrollX, scrollY } = picture;
  const thickness = 6 * ratio;
  canvas.fillStyle = theme.scrollbar;
  if (layout.height > height) {
    const length = Math.max(16 * ratio, (height * height) / layout.height);
    const top = (scrollY / (layout.height - height)) * (height - length);
    canvas.fillRect(width - thickness - 2 * ratio, top, thickness, length);
  }
  if (layout.width > width) {
    const length = Math.max(16 * ratio, (width * width) / layout.width);
    const left = (scrollX / (layout.width - width)) * (width - length);
    canvas.fillRect(left, height - thickness - 2 * ratio, length, thickness);
  }
}
