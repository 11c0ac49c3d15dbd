import { element, setText } from '../dom/element';
import type { Theme } from '../dom/theme';
import { formatCount, formatRange } from '../format/quantities';
import { t, tCount } from '../l10n';
import { STATE_CODE } from './colouring';
import { codeColour, mapPalette } from './heatPalette';
import { remembered } from './remembered';
import type { ShownPages } from './shownPages';

/** What stands at the ends of the colour scale. */
interface ScaleEnds {
  /** Left out where the scale has a single colour. */
  readonly low: string | undefined;
  readonly high: string;
}

/** Says what the map's colours mean. */
export class MapLegend {
  readonly element = element('div', { class: 'legend' });
  readonly #unchanged = element('span');
  readonly #data = element('i', { class: 'swatch cell' });
  readonly #dataText = element('span', {}, t('data'));
  readonly #ramp = element('span', { class: 'ramp' });
  readonly #low = element('span');
  readonly #high = element('span');
  readonly #stateColour = remembered((theme: Theme) => codeColour(mapPalette(theme), STATE_CODE));

  constructor() {
    this.element.append(
      element('i', { class: 'swatch cell unchanged' }),
      this.#unchanged,
      element('i', { class: 'swatch cell zero' }),
      t('zero'),
      this.#data,
      this.#dataText,
      element('span', { class: 'space' }),
      this.#low,
      this.#ramp,
      this.#high,
    );
  }

  /** @param point the current sync point. */
  render(shown: ShownPages | undefined, theme: Theme): void {
    const byState = shown === undefined || shown.colouring === 'state';
    this.#data.hidden = this.#dataText.hidden = !byState;
    this.#ramp.hidden = byState;
    this.#data.style.background = this.#stateColour(theme);
    setText(this.#unchanged, shown?.colouring === 'recency' ? t('not written') : t('unchanged'));
    const { low, high } = endsOf(shown);
    const single = low === undefined;
    this.#low.hidden = single;
    this.#ramp.classList.toggle('single', single);
    const stops = single ? [theme.heat[0], theme.heat[0]] : theme.heat;
    this.#ramp.style.background = `linear-gradient(90deg, ${stops.join(', ')})`;
    setText(this.#low, low ?? '');
    setText(this.#high, high);
  }
}

function endsOf(shown: ShownPages | undefined): ScaleEnds {
  if (shown === undefined) return { low: undefined, high: '' };
  const { colouring, from, to, highest } = shown;
  switch (colouring) {
    case 'state':
      return { low: undefined, high: t('at sync point {0}', formatCount(to)) };
    case 'times':
      return {
        low: highest > 1 ? '1' : undefined,
        high: tCount(highest, '{0} time in {1}', '{0} times in {1}', formatRange(from, to)),
      };
    case 'recency':
      return {
        low: to > from ? tCount(to - from, '{0} point ago', '{0} points ago') : undefined,
        high: t('written at {0}', formatCount(to)),
      };
    case 'bytes':
      return {
        low: '1',
        high: t('{0} bytes changed at {1}', formatCount(highest), formatCount(to)),
      };
  }
}
