import type { MapModel } from '../../src/protocol/inspector';
import { element, setText } from '../dom/element';
import { formatCounted, formatRange } from '../format/quantities';
import { highestCount, type ColouredPages } from './colouring';

/** Says what the map's colours mean. */
export class MapLegend {
  readonly element = element('div', { class: 'legend' });
  readonly #ramp = element('span', { class: 'ramp' });
  readonly #low = element('span', {}, '1');
  readonly #high = element('span');

  constructor() {
    this.element.append(
      element('i', { class: 'swatch cell unchanged' }),
      'unchanged',
      element('i', { class: 'swatch cell zero' }),
      'zero',
      element('span', { class: 'space' }),
      this.#low,
      this.#ramp,
      this.#high,
    );
  }

  render(pages: ColouredPages, model: MapModel | undefined, heat: readonly string[]): void {
    this.#ramp.style.background = `linear-gradient(90deg, ${heat.join(', ')})`;
    if (model === undefined) {
      setText(this.#high, '');
      return;
    }
    const highest = highestCount(pages);
    this.#low.hidden = highest === 1;
    const range = formatRange(model.from, model.to);
    setText(this.#high, `${formatCounted(highest, 'time')} in ${range}`);
  }
}
