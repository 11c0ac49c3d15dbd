/** Pixels of a wheel that double what is seen, or halve it: a notch of most mice. */
const PIXELS_FOR_DOUBLE = 100;

/** What a wheel that counts lines or pages turns by for one of them. */
const PIXELS_OF_MODE = [1, 33, 400] as const;

/** What of a wheel event is used. */
export type WheelTurn = Pick<WheelEvent, 'deltaX' | 'deltaY' | 'deltaMode' | 'shiftKey'>;

/** By how many pixels the wheel moved the picture to the side; 0 if it is to zoom. */
export function sidewaysOf(event: WheelTurn): number {
  const unit = PIXELS_OF_MODE[event.deltaMode] ?? 1;
  const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
  return sideways ? (event.deltaX || event.deltaY) * unit : 0;
}

/**
 * Turns a wheel's movements into lengths of a range. Ranges are whole points: what a small movement
 * changes by less than one is kept for the next.
 */
export class WheelZoom {
  #rest = 1;

  /** @returns by what the range's length is to be multiplied. */
  factorFor(event: WheelTurn, length: number): number {
    const unit = PIXELS_OF_MODE[event.deltaMode] ?? 1;
    const doublings = Math.max(-1, Math.min(1, (event.deltaY * unit) / PIXELS_FOR_DOUBLE));
    const factor = this.#rest * 2 ** doublings;
    const changes = Math.round(length * factor) !== length;
    this.#rest = changes ? 1 : Math.max(0.5, Math.min(2, factor));
    return changes ? factor : 1;
  }
}
