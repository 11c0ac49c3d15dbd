/** A press that moves this far, in CSS pixels, drags the map instead of choosing a page. */
const DRAG_THRESHOLD = 4;

/** How far a wheel turns for a step of zoom, in CSS pixels; a touchpad sends many small turns. */
const WHEEL_STEP = 50;

/** Turns that lie further apart than this, in ms, do not add up. */
const WHEEL_PAUSE_MS = 300;

/** CSS pixels in a line, for wheels that count lines. */
const LINE = 16;

/** What pointer and wheel mean for the map. Places and lengths are CSS pixels of the canvas. */
export interface PointerActions {
  /** Whether there is more of the map than is shown. */
  scrollable(): boolean;
  scrollBy(x: number, y: number): void;
  zoomAt(steps: number, x: number, y: number): void;
  hover(x: number, y: number): void;
  leave(): void;
  choose(x: number, y: number): void;
}

/** Turns the events of pointer and wheel on the map into what they mean. */
export class MapPointer {
  readonly #canvas: HTMLCanvasElement;
  readonly #actions: PointerActions;
  #drag: { readonly x: number; readonly y: number; moved: boolean } | undefined;
  #turned = 0;
  #turnedAt = 0;

  constructor(canvas: HTMLCanvasElement, actions: PointerActions) {
    this.#canvas = canvas;
    this.#actions = actions;
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.#drag = { x: event.clientX, y: event.clientY, moved: false };
    });
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    canvas.addEventListener('pointerup', (event) => {
      const pressed = this.#drag !== undefined && !this.#drag.moved;
      this.#endDrag();
      if (pressed) actions.choose(event.offsetX, event.offsetY);
    });
    canvas.addEventListener('pointercancel', () => this.#endDrag());
    canvas.addEventListener('pointerleave', () => actions.leave());
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
  }

  #move(event: PointerEvent): void {
    const drag = this.#drag;
    if (drag !== undefined) {
      const x = event.clientX - drag.x;
      const y = event.clientY - drag.y;
      const moved =
        drag.moved || (Math.hypot(x, y) >= DRAG_THRESHOLD && this.#actions.scrollable());
      if (moved) {
        this.#drag = { x: event.clientX, y: event.clientY, moved };
        this.#canvas.style.cursor = 'grabbing';
        this.#actions.scrollBy(-x, -y);
        return;
      }
    }
    this.#actions.hover(event.offsetX, event.offsetY);
  }

  #endDrag(): void {
    this.#drag = undefined;
    this.#canvas.style.cursor = '';
  }

  #wheel(event: WheelEvent): void {
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
    const { offsetX, offsetY } = event;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.#turn(event.deltaY * unit, event.timeStamp, offsetX, offsetY);
    } else if (this.#actions.scrollable()) {
      event.preventDefault();
      const [x, y] = event.shiftKey ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
      this.#actions.scrollBy(x * unit, y * unit);
      this.#actions.hover(offsetX, offsetY);
    }
  }

  #turn(delta: number, at: number, x: number, y: number): void {
    const goesOn = at - this.#turnedAt < WHEEL_PAUSE_MS && delta * this.#turned > 0;
    this.#turned = (goesOn ? this.#turned : 0) + delta;
    this.#turnedAt = at;
    if (Math.abs(this.#turned) < WHEEL_STEP) return;
    this.#turned = 0;
    this.#actions.zoomAt(delta < 0 ? 1 : -1, x, y);
  }
}
