import type { Session } from '../app/session';
import { GUTTER } from '../gutter';
import {
  brushPartAt,
  dragBrush,
  shifted,
  zoomRange,
  type BrushPart,
  type PointRange,
} from './brush';
import { OVERVIEW, OVERVIEW_BOTTOM } from './geometry';
import { markerAt, type Marker } from './markers';
import { pointAt, type PointScale } from './scales';
import { sidewaysOf, WheelZoom } from './wheelZoom';

/** The pointer must move this far, in CSS pixels, before a press becomes a drag. */
const DRAG_THRESHOLD = 3;

type Drag =
  | { readonly what: 'point' }
  | { readonly what: 'pan'; readonly start: PointRange; readonly fromX: number }
  | {
      readonly what: 'brush';
      readonly part: BrushPart;
      readonly start: PointRange;
      readonly fromX: number;
      moved: boolean;
    };

/** What the timeline tells of itself as it is now. */
export interface PointedTimeline {
  /** Scale of the overview, and of the brushed range. */
  readonly whole: PointScale;
  readonly range: PointScale;
  readonly markers: readonly Marker[];
  /** Where the axis begins, below the lanes. */
  readonly lanesBottom: number;
}

/** What the pointer is over. */
export type Hovered =
  | { readonly what: 'column'; readonly x: number }
  | { readonly what: 'marker'; readonly x: number; readonly marker: Marker };

/**
 * The pointer on the timeline. In the overview it draws, moves and stretches the brush; in the lanes
 * it takes the current point along; on the axis, or with Shift or the middle button, it pans. The wheel zooms.
 */
export class TimelinePointer {
  readonly #session: Session;
  readonly #canvas: HTMLCanvasElement;
  readonly #now: () => PointedTimeline;
  readonly #changed: () => void;
  readonly #zoom = new WheelZoom();
  #drag: Drag | undefined;
  #hovered: Hovered | undefined;

  /** @param changed called when something else is hovered. */
  constructor(
    session: Session,
    canvas: HTMLCanvasElement,
    now: () => PointedTimeline,
    changed: () => void,
  ) {
    this.#session = session;
    this.#canvas = canvas;
    this.#now = now;
    this.#changed = changed;
    canvas.addEventListener('pointerdown', (event) => this.#press(event));
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    canvas.addEventListener('pointerup', (event) => this.#release(event.offsetX));
    canvas.addEventListener('pointercancel', () => (this.#drag = undefined));
    canvas.addEventListener('pointerleave', () => this.#hover(undefined));
    canvas.addEventListener('dblclick', (event) => {
      if (event.offsetY < OVERVIEW_BOTTOM) session.move({ from: 0, to: session.lastPoint });
    });
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      this.#wheel(event);
    };
    canvas.addEventListener('wheel', wheel, { passive: false });
  }

  /** What is under the pointer, unless it drags the brush. */
  get hovered(): Hovered | undefined {
    return this.#hovered;
  }

  #press(event: PointerEvent): void {
    const { offsetX: x, offsetY: y, button, pointerId } = event;
    if (button !== 0 && button !== 1) return;
    // The middle button would begin to scroll the page.
    if (button === 1) event.preventDefault();
    this.#canvas.setPointerCapture(pointerId);
    const start = this.#session.position;
    const { whole, range, markers, lanesBottom } = this.#now();
    if (y < OVERVIEW_BOTTOM) {
      const marker = y > OVERVIEW.top + OVERVIEW.height ? markerAt(markers, whole, x) : undefined;
      if (marker !== undefined) this.#goTo(marker.point, start);
      else {
        const part = brushPartAt(whole, start, x);
        this.#drag = { what: 'brush', part, start, fromX: x, moved: false };
      }
    } else if (button === 1 || event.shiftKey || y >= lanesBottom) {
      this.#drag = { what: 'pan', start, fromX: x };
    } else {
      this.#drag = { what: 'point' };
      this.#session.move({ point: pointAt(range, x) });
    }
    this.#showCursor(x, y);
  }

  #move({ offsetX: x, offsetY: y }: PointerEvent): void {
    const drag = this.#drag;
    const { whole, range } = this.#now();
    switch (drag?.what) {
      case 'point':
        this.#session.move({ point: pointAt(range, x) });
        break;
      case 'pan': {
        const by = Math.round((drag.fromX - x) / range.slot);
        this.#session.move(shifted(drag.start, by, this.#session.lastPoint));
        break;
      }
      case 'brush':
        drag.moved ||= Math.abs(x - drag.fromX) >= DRAG_THRESHOLD;
        if (drag.moved) {
          this.#session.move(dragBrush(whole, drag.part, drag.start, drag.fromX, x));
        }
        break;
      case undefined:
        break;
    }
    this.#hover(this.#under(x, y));
    this.#showCursor(x, y);
  }

  /** A press in the overview that was no drag goes to the point there. */
  #release(x: number): void {
    const drag = this.#drag;
    this.#drag = undefined;
    if (drag?.what === 'brush' && !drag.moved) {
      this.#goTo(pointAt(this.#now().whole, x), drag.start);
    }
  }

  /** Goes to a point, and takes the brush along if the point is not in it. */
  #goTo(point: number, { from, to }: PointRange): void {
    const middle = Math.round((from + to) / 2);
    const range =
      point >= from && point <= to
        ? { from, to }
        : shifted({ from, to }, point - middle, this.#session.lastPoint);
    this.#session.move({ point, ...range });
  }

  #wheel(event: WheelEvent): void {
    const { position, lastPoint } = this.#session;
    const { whole, range } = this.#now();
    const sideways = sidewaysOf(event);
    if (sideways !== 0) {
      const points = Math.round(sideways / range.slot) || Math.sign(sideways);
      this.#session.move(shifted(position, points, lastPoint));
      return;
    }
    const factor = this.#zoom.factorFor(event, position.to - position.from + 1);
    if (factor === 1) return;
    const scale = event.offsetY < OVERVIEW_BOTTOM ? whole : range;
    const around = pointAt(scale, event.offsetX);
    this.#session.move(zoomRange(position, around, factor, lastPoint));
  }

  #under(x: number, y: number): Hovered | undefined {
    if (this.#drag?.what === 'brush' || x < GUTTER) return undefined;
    const { whole, markers, lanesBottom } = this.#now();
    if (y >= OVERVIEW_BOTTOM) return y < lanesBottom ? { what: 'column', x } : undefined;
    const marker = y > OVERVIEW.top + OVERVIEW.height ? markerAt(markers, whole, x) : undefined;
    return marker && { what: 'marker', x, marker };
  }

  #hover(hovered: Hovered | undefined): void {
    if (this.#hovered?.what === hovered?.what && this.#hovered?.x === hovered?.x) return;
    this.#hovered = hovered;
    this.#changed();
  }

  #showCursor(x: number, y: number): void {
    this.#canvas.style.cursor = this.#cursor(x, y);
  }

  #cursor(x: number, y: number): string {
    const drag = this.#drag;
    if (drag?.what === 'pan') return 'grabbing';
    if (drag?.what === 'point') return '';
    const { whole, lanesBottom } = this.#now();
    if (drag === undefined && y >= OVERVIEW_BOTTOM) return y >= lanesBottom ? 'grab' : '';
    if (this.#hovered?.what === 'marker') return 'pointer';
    const part = drag?.part ?? brushPartAt(whole, this.#session.position, x);
    if (part === 'from' || part === 'to') return 'ew-resize';
    if (part === 'inside') return drag === undefined ? 'grab' : 'grabbing';
    return 'crosshair';
  }
}
