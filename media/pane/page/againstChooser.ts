import type { PageModel } from '../../../src/protocol/inspector';
import { element, setAttributes, setText } from '../../dom/element';
import { formatCount } from '../../format/quantities';
import { t } from '../../l10n';

/** What is chosen in the list, beside sync points by their numbers. */
const PREVIOUS = 'previous';
const OTHER = 'other';

const CHOICE_HELP = t('Sync point to compare with; Enter chooses it');

/** What the chooser shows. */
export interface AgainstState {
  readonly model: PageModel;
  /** The current sync point. */
  readonly point: number;
  readonly lastPoint: number;
  /** The chosen sync point; undefined: the version before. */
  readonly against: number | undefined;
}

/** Says what the page is compared with, and lets the user choose: the version before, or any sync point. */
export class AgainstChooser {
  readonly element = element('span', { class: 'versions' });
  readonly #chosen: (against: number | undefined) => void;
  readonly #shown = element('span', { 'data-value': 'version' });
  readonly #select = element('select', { class: 'choice', 'aria-label': t('Compare with') });
  readonly #input = element('input', {
    class: 'point-field mono',
    type: 'number',
    min: 0,
    step: 1,
    hidden: true,
    'aria-label': CHOICE_HELP,
    title: CHOICE_HELP,
  });
  #state: AgainstState | undefined;
  #key = '';

  /** @param chosen called with another sync point, or with undefined for the version before. */
  constructor(chosen: (against: number | undefined) => void) {
    this.#chosen = chosen;
    this.element.append(this.#shown, ` ${t('against')} `, this.#select, this.#input);
    this.#select.addEventListener('change', () => this.#choose(this.#select.value));
    this.#input.addEventListener('keydown', (event) => this.#typed(event));
    this.#input.addEventListener('blur', () => this.#close());
  }

  render(state: AgainstState): void {
    this.#state = state;
    const { model, point, lastPoint, against } = state;
    const key = [model.point, model.previous, point, lastPoint, against].join();
    if (key === this.#key) return;
    this.#key = key;
    setText(this.#shown, formatCount(model.point));
    setAttributes(this.#shown, { title: t('As of sync point {0}', formatCount(point)) });
    this.#select.replaceChildren(...options(state));
    this.#select.value = against === undefined ? PREVIOUS : String(against);
    setAttributes(this.#input, { max: lastPoint });
  }

  #choose(value: string): void {
    if (value !== OTHER) {
      this.#chosen(value === PREVIOUS ? undefined : Number(value));
      return;
    }
    const { against, point } = this.#state ?? {};
    this.#input.value = String(against ?? point ?? 0);
    this.#input.hidden = false;
    this.#select.hidden = true;
    this.#input.focus();
    this.#input.select();
  }

  #typed(event: KeyboardEvent): void {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') {
      const point = this.#input.valueAsNumber;
      const lastPoint = this.#state?.lastPoint ?? 0;
      if (!Number.isInteger(point) || point < 0 || point > lastPoint) {
        this.#input.reportValidity();
        return;
      }
      this.#chosen(point);
    }
    this.#close();
    this.#select.focus();
  }

  /** Back from the field to the list. */
  #close(): void {
    this.#input.hidden = true;
    this.#select.hidden = false;
    const against = this.#state?.against;
    this.#select.value = against === undefined ? PREVIOUS : String(against);
  }
}

function options({ model, point, against }: AgainstState): HTMLOptionElement[] {
  const previous =
    model.previous === undefined
      ? t('nothing: the first version')
      : t('{0}, previous', formatCount(model.previous));
  const points = new Map([[0, t('{0}, the first image', formatCount(0))]]);
  if (against !== undefined && against !== 0)
    points.set(against, t('{0}, chosen', formatCount(against)));
  if (!points.has(point)) points.set(point, t('{0}, stay with this one', formatCount(point)));
  return [
    element('option', { value: PREVIOUS }, previous),
    ...[...points].map(([each, name]) => element('option', { value: each }, name)),
    element('option', { value: OTHER }, t('another sync point…')),
  ];
}
