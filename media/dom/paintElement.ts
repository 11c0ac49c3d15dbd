/** Paints an element by itself. @returns false to leave it to {@link paintElement}. */
export type OwnPaint = (
  canvas: CanvasRenderingContext2D,
  of: Element,
  left: number,
  top: number,
) => boolean;

/**
 * Paints what an element looks like onto a canvas, since a page cannot be photographed: text,
 * backgrounds of one colour or of a horizontal gradient, and borders.
 *
 * @param left where the left edge of the element is to be, in the canvas's own units.
 * @param own paints elements that look otherwise.
 */
export function paintElement(
  canvas: CanvasRenderingContext2D,
  of: Element,
  left: number,
  top: number,
  own: OwnPaint = () => false,
): void {
  const origin = of.getBoundingClientRect();
  const shift = { x: left - origin.left, y: top - origin.top };
  paintBoxes(canvas, of, shift, own);
}

interface Shift {
  readonly x: number;
  readonly y: number;
}

function paintBoxes(
  canvas: CanvasRenderingContext2D,
  of: Element,
  shift: Shift,
  own: OwnPaint,
): void {
  const style = getComputedStyle(of);
  if (style.display === 'none' || style.visibility === 'hidden') return;
  const { left, top } = of.getBoundingClientRect();
  if (own(canvas, of, left + shift.x, top + shift.y)) return;
  paintBackground(canvas, of, style, shift);
  for (const child of of.childNodes) {
    if (child instanceof Text) paintText(canvas, child, style, shift);
    else if (child instanceof Element) paintBoxes(canvas, child, shift, own);
  }
}

function paintBackground(
  canvas: CanvasRenderingContext2D,
  of: Element,
  style: CSSStyleDeclaration,
  shift: Shift,
): void {
  const { left, top, width, height } = of.getBoundingClientRect();
  const [x, y] = [left + shift.x, top + shift.y];
  const stops = gradientStops(style.backgroundImage);
  if (stops.length > 1) {
    const gradient = canvas.createLinearGradient(x, 0, x + width, 0);
    stops.forEach((stop, i) => gradient.addColorStop(i / (stops.length - 1), stop));
    canvas.fillStyle = gradient;
  } else {
    canvas.fillStyle = style.backgroundColor;
  }
  canvas.fillRect(x, y, width, height);
  const border = Number.parseFloat(style.borderTopWidth);
  if (style.borderTopStyle === 'none' || !(border > 0)) return;
  canvas.strokeStyle = style.borderTopColor;
  canvas.lineWidth = border;
  canvas.strokeRect(x + border / 2, y + border / 2, width - border, height - border);
}

function paintText(
  canvas: CanvasRenderingContext2D,
  of: Text,
  style: CSSStyleDeclaration,
  shift: Shift,
): void {
  const text = of.data.trim();
  if (text === '') return;
  const range = document.createRange();
  range.selectNodeContents(of);
  const box = range.getBoundingClientRect();
  canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  canvas.fillStyle = style.color;
  canvas.textAlign = 'left';
  canvas.textBaseline = 'middle';
  canvas.fillText(text, box.left + shift.x, box.top + shift.y + box.height / 2);
}

/** The colours of a gradient from left to right, which are all at equal distances. */
export function gradientStops(image: string): string[] {
  const [, inside] = /^linear-gradient\((.*)\)$/.exec(image) ?? [];
  return inside === undefined
    ? []
    : (inside.match(/(?:rgba?|color|oklab|hsla?)\([^)]*\)|#[0-9a-f]{3,8}/gi) ?? []);
}
