import type { Theme } from '../dom/theme';
import { MARGIN_RIGHT } from '../gutter';
import { t } from '../l10n';
import { MARKER_MIDDLE } from './geometry';
import type { Marker } from './markers';
import { slotMiddle, type PointScale } from './scales';
import type { TimelinePicture } from './timelinePicture';

type Canvas = CanvasRenderingContext2D;

/** Room right of the marks that the mark of a cut end takes beside its text. */
const CUT_END_WIDTH = 13;

/** Draws the marks below the overview, with their texts where there is room. */
export function drawMarkers(
  canvas: Canvas,
  { theme, markers, cutOff, width }: TimelinePicture,
  scale: PointScale,
): void {
  const right = width - MARGIN_RIGHT;
  const cut = t('cut off');
  const last = cutOff ? right - CUT_END_WIDTH - canvas.measureText(cut).width - 6 : right;
  let free = scale.left;
  markers.forEach((marker, i) => {
    const x = slotMiddle(scale, marker.point);
    const before = markers.at(i - 1);
    // There may be thousands of bookmarks, and few pixels.
    const isDrawn =
      i > 0 && before?.kind === marker.kind && x - slotMiddle(scale, before.point) < 0.25;
    if (isDrawn) return;
    drawMark(canvas, theme, marker, x);
    // The text goes right of its mark, else left, else nowhere: the mark says enough.
    const textWidth = canvas.measureText(marker.text).width;
    const next = markers.at(i + 1);
    const end = next === undefined ? last : slotMiddle(scale, next.point);
    canvas.fillStyle = theme.muted;
    if (x + 9 + textWidth + 8 <= end) {
      canvas.textAlign = 'left';
      canvas.fillText(marker.text, x + 9, MARKER_MIDDLE);
      free = x + 9 + textWidth;
    } else {
      if (x - 9 - textWidth - 8 >= free) {
        canvas.textAlign = 'right';
        canvas.fillText(marker.text, x - 9, MARKER_MIDDLE);
      }
      free = x + 5;
    }
  });
  if (cutOff) drawCutEnd(canvas, theme, right, cut);
}

function drawMark(canvas: Canvas, theme: Theme, { kind }: Marker, x: number): void {
  switch (kind) {
    case 'stall':
      canvas.fillStyle = theme.warning;
      canvas.beginPath();
      canvas.moveTo(x, MARKER_MIDDLE - 4);
      canvas.lineTo(x + 4.5, MARKER_MIDDLE + 4);
      canvas.lineTo(x - 4.5, MARKER_MIDDLE + 4);
      canvas.fill();
      break;
    case 'bookmark':
      // Made by the user, so in the colour of the interface; data never has it.
      canvas.fillStyle = theme.focus;
      canvas.beginPath();
      canvas.moveTo(x - 3.5, MARKER_MIDDLE - 5);
      canvas.lineTo(x + 3.5, MARKER_MIDDLE - 5);
      canvas.lineTo(x + 3.5, MARKER_MIDDLE + 5);
      canvas.lineTo(x, MARKER_MIDDLE + 1.5);
      canvas.lineTo(x - 3.5, MARKER_MIDDLE + 5);
      canvas.fill();
  }
}

function drawCutEnd(canvas: Canvas, theme: Theme, right: number, text: string): void {
  canvas.textAlign = 'right';
  canvas.fillStyle = theme.muted;
  canvas.fillText(text, right - CUT_END_WIDTH, MARKER_MIDDLE);
  canvas.fillStyle = theme.error;
  canvas.fillRect(right - 8, MARKER_MIDDLE - 4, 8, 8);
  canvas.strokeStyle = theme.background;
  canvas.lineWidth = 1.4;
  canvas.beginPath();
  canvas.moveTo(right - 6, MARKER_MIDDLE - 2);
  canvas.lineTo(right - 2, MARKER_MIDDLE + 2);
  canvas.moveTo(right - 2, MARKER_MIDDLE - 2);
  canvas.lineTo(right - 6, MARKER_MIDDLE + 2);
  canvas.stroke();
}
