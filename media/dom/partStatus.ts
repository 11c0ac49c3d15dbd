import { t } from '../l10n';
import { button, element, setText } from './element';

/** Says over a part of the page that its data is late, or why it could not be had. */
export class PartStatus {
  readonly element = element('div', { class: 'part-status', hidden: true });
  readonly #text = element('span', { class: 'part-status-text' });

  /** @param again asks once more; offered when something failed. */
  constructor(again: () => void) {
    const retry = button({ class: 'link', title: t('Try again') }, t('Try again'), again);
    this.element.append(element('i', { class: 'progress' }), this.#text, retry);
  }

  /** @param late whether to show that an answer is still on its way. */
  show(error: string | undefined, late: boolean): void {
    this.element.hidden = error === undefined && !late;
    this.element.classList.toggle('failed', error !== undefined);
    this.element.setAttribute('role', error === undefined ? 'presentation' : 'alert');
    setText(this.#text, error ?? '');
  }
}
