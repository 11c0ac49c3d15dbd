import type { ComparedSide } from '../../src/protocol/comparison';
import { button, element, setAttributes, setText } from '../dom/element';
import { icon } from '../dom/icons';
import { t } from '../l10n';
import type { CompareSession } from './compareSession';
import { neighbour, rangeWith } from './rangeSteps';

/** What is said of each side. */
const TEXTS = {
  left: {
    name: t('Left'),
    trace: t('Left trace; choose another'),
    from: t('Left: first sync point'),
    to: t('Left: last sync point'),
    back: t('Left: step back'),
    forward: t('Left: step on'),
    reveal: t('Left: show its last sync point in the inspector'),
  },
  right: {
    name: t('Right'),
    trace: t('Right trace; choose another'),
    from: t('Right: first sync point'),
    to: t('Right: last sync point'),
    back: t('Right: step back'),
    forward: t('Right: step on'),
    reveal: t('Right: show its last sync point in the inspector'),
  },
} as const;

/** One side: its trace, which the user may choose anew, and its sync points, which can be typed or stepped. */
export class SideCard {
  readonly element: HTMLElement;
  readonly #session: CompareSession;
  readonly #side: ComparedSide;
  readonly #file = element('span', { class: 'side-file' });
  readonly #trace: HTMLButtonElement;
  readonly #from: HTMLInputElement;
  readonly #to: HTMLInputElement;
  readonly #back: HTMLButtonElement;
  readonly #forward: HTMLButtonElement;

  constructor(session: CompareSession, side: ComparedSide) {
    this.#session = session;
    this.#side = side;
    const texts = TEXTS[side];
    this.#trace = button({ class: 'side-trace', title: texts.trace }, this.#file, () =>
      session.chooseTrace(side),
    );
    this.#from = this.#field('from', texts.from);
    this.#to = this.#field('to', texts.to);
    this.#back = button({ class: 'tool', title: texts.back }, icon('left'), () => this.#step(-1));
    this.#forward = button({ class: 'tool', title: texts.forward }, icon('right'), () =>
      this.#step(1),
    );
    const reveal = button({ class: 'tool', title: texts.reveal }, icon('open'), () =>
      session.reveal(side),
    );
    this.element = element(
      'section',
      { class: `side side-${side}`, 'aria-label': texts.name },
      element('span', { class: 'side-sign', 'aria-hidden': 'true' }, side === 'left' ? '−' : '+'),
      this.#trace,
      element('span', { class: 'side-points' }, this.#from, element('span', {}, '–'), this.#to),
      this.#back,
      this.#forward,
      reveal,
    );
  }

  render(): void {
    const { model, ranges } = this.#session;
    const trace = model[this.#side];
    const range = ranges[this.#side];
    const last = trace.pointCount - 1;
    setText(this.#file, trace.fileName);
    setAttributes(this.#trace, {
      title: `${trace.place}: ${TEXTS[this.#side].trace}`,
    });
    for (const [input, point] of [
      [this.#from, range.from],
      [this.#to, range.to],
    ] as const) {
      setAttributes(input, { max: last });
      if (document.activeElement !== input || input.valueAsNumber === point) {
        if (input.value !== String(point)) input.value = String(point);
      }
    }
    for (const [tool, direction] of [
      [this.#back, -1],
      [this.#forward, 1],
    ] as const) {
      const isEnd = neighbour(range, direction, last) === undefined;
      setAttributes(tool, { 'aria-disabled': isEnd ? 'true' : undefined });
    }
  }

  #field(end: 'from' | 'to', label: string): HTMLInputElement {
    const input = element('input', {
      class: 'point-field mono',
      type: 'number',
      min: 0,
      step: 1,
      required: true,
      'aria-label': label,
      title: label,
    });
    input.addEventListener('change', () => {
      const { model, ranges } = this.#session;
      const point = input.valueAsNumber;
      if (!Number.isInteger(point) || point < 0 || point >= model[this.#side].pointCount) {
        input.reportValidity();
        return;
      }
      this.#session.setRange(this.#side, rangeWith(ranges[this.#side], end, point));
    });
    // What does not fit is not left standing as if it were shown.
    input.addEventListener('blur', () => this.render());
    return input;
  }

  #step(direction: 1 | -1): void {
    const { model, ranges } = this.#session;
    const last = model[this.#side].pointCount - 1;
    const to = neighbour(ranges[this.#side], direction, last);
    if (to !== undefined) this.#session.setRange(this.#side, to);
  }
}
