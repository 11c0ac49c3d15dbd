import { paintElement, type OwnPaint } from '../dom/paintElement';
import type { Theme } from '../dom/theme';

/** Room around and between the parts of the picture, in CSS pixels. */
const MARGIN = 12;

/** Heights of the line above the map and of the legend below it. */
const TITLE_HEIGHT = 20;
const LEGEND_HEIGHT = 24;

/** What the picture is made of. */
export interface MapPictureParts {
  readonly theme: Theme;
  /** The map itself, in device pixels. */
  readonly map: HTMLCanvasElement;
  readonly legend: HTMLElement;
  /** What the map shows of which trace. */
  readonly title: string;
}

/**
 * The map as it is on the screen, in the screen's pixels, with a title and its legend, as a PNG file.
 */
export function mapPicture({ theme, map, legend, title }: MapPictureParts): Promise<Blob> {
  const ratio = devicePixelRatio;
  const [width, height] = [map.width / ratio, map.height / ratio];
  const picture = document.createElement('canvas');
  picture.width = Math.round((width + 2 * MARGIN) * ratio);
  picture.height = Math.round((height + TITLE_HEIGHT + LEGEND_HEIGHT + 2 * MARGIN) * ratio);
  const context = picture.getContext('2d');
  if (context === null)
    return Promise.reject(new Error('this page cannot draw: it has no 2D canvas'));

  context.scale(ratio, ratio);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, picture.width, picture.height);
  context.font = `13px ${theme.fontFamily}`;
  context.fillStyle = theme.foreground;
  context.textBaseline = 'middle';
  context.fillText(title, MARGIN, MARGIN + TITLE_HEIGHT / 2 - 2, width);
  const top = MARGIN + TITLE_HEIGHT;
  context.save();
  // Pixel for pixel, whatever the scale.
  context.resetTransform();
  context.drawImage(map, Math.round(MARGIN * ratio), Math.round(top * ratio));
  context.restore();
  paintElement(context, legend, MARGIN, top + height, swatchPaint(theme));
  return new Promise((resolve, reject) => {
    picture.toBlob((blob) => {
      if (blob === null) reject(new Error('the picture could not be made'));
      else resolve(blob);
    }, 'image/png');
  });
}

/** Paints the legend's swatches that style sheets draw by shadows and masks. */
function swatchPaint(theme: Theme): OwnPaint {
  return (canvas, of, x, y) => {
    if (of.matches('.swatch.unchanged')) {
      canvas.fillStyle = theme.unchanged;
      canvas.fillRect(x, y, 12, 12);
      canvas.strokeStyle = theme.grid;
      canvas.lineWidth = 1;
      canvas.strokeRect(x + 0.5, y + 0.5, 11, 11);
      return true;
    }
    if (!of.matches('.swatch.zero')) return false;
    canvas.fillStyle = theme.zeroDot;
    // Nine dots of 2 px, as in nine cells of 4 px.
    for (let dot = 0; dot < 9; dot++) {
      canvas.fillRect(x + 1 + 4 * (dot % 3), y + 1 + 4 * Math.floor(dot / 3), 2, 2);
    }
    return true;
  };
}
