import { PAGE_SIDES, PAGE_SIZE, type ComparedPagesModel } from '../../src/protocol/comparison';
import { CanvasSurface } from '../dom/canvasSurface';
import { element } from '../dom/element';
import type { Theme } from '../dom/theme';
import { nearestRow } from './comparedList';
import { addressLine, type AddressLine } from './addressLine';

/** What the strip shows. */
export interface StripContent {
  readonly model: ComparedPagesModel;
  readonly rows: Uint32Array;
  readonly selected: number | undefined;
  readonly regions: readonly { readonly start: number; readonly bytes: number }[];
}

/** Where in memory the listed pages lie, from the lowest address to the highest; a click selects the nearest. */
export class MemoryStrip {
  readonly element = element('div', { class: 'memory-strip' });
  readonly #surface: CanvasSurface;
  #content: StripContent | undefined;
  #line: AddressLine | undefined;
  #regions: StripContent['regions'] | undefined;

  /** @param choose called with the page that was clicked at. */
  constructor(choose: (gfn: number) => void, changed: () => void) {
    this.#surface = new CanvasSurface(this.element, { 'aria-hidden': 'true' }, changed);
    this.#surface.canvas.addEventListener('click', (event) => {
      if (this.#content === undefined || this.#line === undefined) return;
      const { model, rows } = this.#content;
      const gfn = this.#line.gfnAt(event.offsetX / this.#surface.width);
      const row = nearestRow(model, rows, gfn);
      if (row >= 0) choose(model.gfns[rows[row]]);
    });
  }

  render(theme: Theme, content: StripContent): void {
    this.#content = content;
    if (content.regions !== this.#regions || this.#line === undefined) {
      this.#regions = content.regions;
      this.#line = addressLine(
        content.regions.map(({ start, bytes }) => ({
          from: start / PAGE_SIZE,
          to: (start + bytes) / PAGE_SIZE,
        })),
      );
    }
    const canvas = this.#surface.begin('device pixels');
    if (canvas === undefined) return;
    const { deviceWidth: width, deviceHeight: height } = this.#surface;
    canvas.fillStyle = theme.unchanged;
    canvas.fillRect(0, 0, width, height);
    const { model, rows, selected } = content;
    // Left, right and both each have a lane of their own, so that colour is not all that tells them apart.
    const lanes = { left: 0, both: 1, right: 2 } as const;
    const lane = height / 3;
    const colours = { left: theme.phases.send, both: theme.phases.ack, right: theme.phases.copy };
    const last = { left: -1, both: -1, right: -1 };
    for (const row of rows) {
      const side = PAGE_SIDES[model.sides[row]] ?? 'both';
      const x = Math.floor(this.#line.shareOf(model.gfns[row]) * width);
      if (x === last[side]) continue;
      last[side] = x;
      canvas.fillStyle = colours[side];
      canvas.fillRect(
        x,
        Math.round(lanes[side] * lane),
        Math.max(1, Math.ceil(this.#surface.ratio)),
        Math.ceil(lane),
      );
    }
    if (selected === undefined) return;
    canvas.fillStyle = theme.foreground;
    const mark = Math.ceil(2 * this.#surface.ratio);
    canvas.fillRect(
      Math.floor(this.#line.shareOf(selected) * width) - (mark >> 1),
      0,
      mark,
      height,
    );
  }
}
