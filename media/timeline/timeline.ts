import { isCutOff, type Session } from '../app/session';
import { CanvasSurface } from '../dom/canvasSurface';
import { element, setAttributes } from '../dom/element';
import { PartStatus } from '../dom/partStatus';
import type { Theme } from '../dom/theme';
import { formatCount, formatRange } from '../format/quantities';
import { GUTTER, MARGIN_RIGHT } from '../gutter';
import { brushPartAt, dragBrush, extendTo, shifted, zoomRange, type BrushPart } from './brush';
import type { PointRange } from './brush';
import { columnOf } from './columnPauses';
import { drawTimeline } from './drawTimeline';
import { PAGES_LANE } from './geometry';
import { pointAt, pointScale, type PointScale } from './scales';
import { TimelineTooltip } from './timelineTooltip';

/** The pointer must move this far, in CSS pixels, before a press becomes a drag. */
const DRAG_THRESHOLD = 3;

/** What a wheel notch or a key press does to the length of the brushed range. */
const ZOOM_STEP = 2;

type Drag =
  | { readonly what: 'point' }
  | {
      readonly what: 'brush';
      readonly part: BrushPart;
      readonly start: PointRange;
      readonly fromX: number;
      moved: boolean;
    };

/**
 * The timeline: the whole trace with the brush, and below it the brushed range's pages and pauses.
 * For assistive technology it is a slider whose value is the current sync point.
 */
export class Timeline {
  readonly element = element('section', { class: 'timeline', 'aria-label': 'Timeline' });
  readonly focusTarget: HTMLElement;
  readonly #session: Session;
  readonly #invalidate: () => void;
  readonly #surface: CanvasSurface;
  readonly #tooltip = new TimelineTooltip();
  readonly #status: PartStatus;
  #hoverX: number | undefined;
  #drag: Drag | undefined;

  constructor(session: Session, invalidate: () => void) {
    this.#session = session;
    this.#invalidate = invalidate;
    this.#surface = new CanvasSurface(
      this.element,
      { tabindex: 0, role: 'slider', 'aria-label': 'Sync point', 'aria-valuemin': 0 },
      () => {
        session.setPlotWidth(Math.max(1, Math.floor(this.#plotWidth)));
        invalidate();
      },
    );
    this.focusTarget = this.#surface.canvas;
    this.#status = new PartStatus(() => session.columns.again());
    this.element.append(this.#tooltip.element, this.#status.element);
    this.#listen(this.#surface.canvas);
  }

  /** Draws what the session knows now. */
  render(theme: Theme): void {
    const { position, growth, columns, overview } = this.#session;
    const canvas = this.#surface.begin('CSS pixels');
    if (canvas === undefined) return;
    this.#status.show(columns.error ?? overview.error, columns.slow);
    const shown = columns.answered?.value;
    const hovered = this.#hoveredPoint();
    drawTimeline(canvas, {
      theme,
      width: this.#surface.width,
      ratio: this.#surface.ratio,
      position,
      pointCount: growth.pointCount,
      cutOff: isCutOff(growth),
      overview: overview.answered?.value,
      columns: shown,
      hovered,
    });
    const column = shown === undefined || hovered === undefined ? -1 : columnOf(shown, hovered);
    if (shown === undefined || this.#hoverX === undefined || column < 0) this.#tooltip.hide();
    else this.#tooltip.show(shown, column, this.#hoverX, this.#surface.width);

    setAttributes(this.#surface.canvas, {
      'aria-valuemax': growth.pointCount - 1,
      'aria-valuenow': position.point,
      'aria-valuetext': `Sync point ${formatCount(position.point)} of ${formatCount(growth.pointCount)}, range ${formatRange(position.from, position.to)}`,
      // Read by tests: the range whose columns are drawn.
      'data-from': shown?.from,
      'data-to': shown?.to,
    });
  }

  /** Keys that move the brush; stepping is the page's. @returns whether the key was one of them. */
  key(event: KeyboardEvent): boolean {
    const { position, lastPoint } = this.#session;
    const { point } = position;
    if (event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      const by = event.key === 'ArrowLeft' ? -1 : 1;
      const target = Math.max(0, Math.min(lastPoint, point + by));
      this.#session.move({ point: target, ...extendTo(position, target) });
      return true;
    }
    switch (event.key) {
      case '[':
        this.#session.move({ from: point, to: Math.max(point, position.to) });
        return true;
      case ']':
        this.#session.move({ from: Math.min(point, position.from), to: point });
        return true;
      case '+':
      case '=':
        this.#zoom(point, 1 / ZOOM_STEP);
        return true;
      case '-':
        this.#zoom(point, ZOOM_STEP);
        return true;
      case '0':
        this.#session.move({ from: 0, to: lastPoint });
        return true;
      default:
        return false;
    }
  }

  get #plotWidth(): number {
    return this.#surface.width - GUTTER - MARGIN_RIGHT;
  }

  get #wholeScale(): PointScale {
    return pointScale(0, this.#session.lastPoint, GUTTER, this.#plotWidth);
  }

  get #rangeScale(): PointScale {
    const { from, to } = this.#session.position;
    return pointScale(from, to, GUTTER, this.#plotWidth);
  }

  #hoveredPoint(): number | undefined {
    return this.#hoverX === undefined ? undefined : pointAt(this.#rangeScale, this.#hoverX);
  }

  #zoom(around: number, factor: number): void {
    const { position, lastPoint } = this.#session;
    this.#session.move(zoomRange(position, around, factor, lastPoint));
  }

  #listen(canvas: HTMLCanvasElement): void {
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.#press(event.offsetX, event.offsetY);
    });
    canvas.addEventListener('pointermove', (event) => this.#pointerMove(event));
    canvas.addEventListener('pointerup', (event) => this.#release(event.offsetX));
    canvas.addEventListener('pointercancel', () => (this.#drag = undefined));
    canvas.addEventListener('pointerleave', () => this.#hover(undefined));
    canvas.addEventListener('dblclick', (event) => {
      if (inOverview(event.offsetY)) this.#session.move({ from: 0, to: this.#session.lastPoint });
    });
    canvas.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        this.#wheel(event);
      },
      { passive: false },
    );
  }

  #press(x: number, y: number): void {
    if (!inOverview(y)) {
      this.#drag = { what: 'point' };
      this.#session.move({ point: pointAt(this.#rangeScale, x) });
      return;
    }
    const start = this.#session.position;
    const part = brushPartAt(this.#wholeScale, start, x);
    this.#drag = { what: 'brush', part, start, fromX: x, moved: false };
  }

  #pointerMove(event: PointerEvent): void {
    const { offsetX: x, offsetY: y } = event;
    const drag = this.#drag;
    if (drag?.what === 'point') this.#session.move({ point: pointAt(this.#rangeScale, x) });
    if (drag?.what === 'brush') {
      drag.moved ||= Math.abs(x - drag.fromX) >= DRAG_THRESHOLD;
      if (drag.moved) {
        this.#session.move(dragBrush(this.#wholeScale, drag.part, drag.start, drag.fromX, x));
      }
    }
    this.#hover(drag?.what === 'brush' || inOverview(y) || x < GUTTER ? undefined : x);
    this.#surface.canvas.style.cursor = drag === undefined && !inOverview(y) ? '' : this.#cursor(x);
  }

  /** A press in the overview that was no drag goes to the point there, and takes the brush along. */
  #release(x: number): void {
    const drag = this.#drag;
    this.#drag = undefined;
    if (drag?.what !== 'brush' || drag.moved) return;
    const point = pointAt(this.#wholeScale, x);
    const { from, to } = drag.start;
    const range =
      point >= from && point <= to
        ? drag.start
        : shifted(drag.start, point - Math.round((from + to) / 2), this.#session.lastPoint);
    this.#session.move({ point, from: range.from, to: range.to });
  }

  #wheel(event: WheelEvent): void {
    const { position, lastPoint } = this.#session;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const length = position.to - position.from + 1;
      const towards = Math.sign(event.deltaX || event.deltaY);
      const by = towards * Math.max(1, Math.round(length / 10));
      this.#session.move(shifted(position, by, lastPoint));
      return;
    }
    const scale = inOverview(event.offsetY) ? this.#wholeScale : this.#rangeScale;
    this.#zoom(pointAt(scale, event.offsetX), event.deltaY < 0 ? 1 / ZOOM_STEP : ZOOM_STEP);
  }

  #cursor(x: number): string {
    const drag = this.#drag;
    const part =
      drag?.what === 'brush' ? drag.part : brushPartAt(this.#wholeScale, this.#session.position, x);
    if (drag?.what === 'point') return '';
    if (part === 'from' || part === 'to') return 'ew-resize';
    if (part === 'inside') return drag === undefined ? 'grab' : 'grabbing';
    return 'crosshair';
  }

  #hover(x: number | undefined): void {
    if (this.#hoverX === x) return;
    this.#hoverX = x;
    this.#invalidate();
  }
}

function inOverview(y: number): boolean {
  return y < PAGES_LANE.top - 4;
}
