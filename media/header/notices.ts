import { button, element } from '../dom/element';
import { icon } from '../dom/icons';
import { t } from '../l10n';

/** What the user should know about the file, such as that its end is cut off; each can be hidden. */
export class Notices {
  readonly element = element('div', { class: 'notices', role: 'status', hidden: true });
  readonly #hidden = new Set<string>();
  #shown = '';

  /** Shows these and no others, but for those that were hidden. */
  show(all: readonly string[]): void {
    const texts = all.filter((text) => !this.#hidden.has(text));
    const shown = JSON.stringify(texts);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.element.hidden = texts.length === 0;
    this.element.replaceChildren(...texts.map((text) => this.#row(text, all)));
  }

  #row(text: string, all: readonly string[]): HTMLElement {
    const close = button({ class: 'tool', title: t('Hide this notice') }, icon('close'), () => {
      this.#hidden.add(text);
      this.show(all);
    });
    return element('div', { class: 'notice' }, icon('warning'), element('span', {}, text), close);
  }
}
