import { button, element } from '../dom/element';
import { icon } from '../dom/icons';
import { keyLabel } from '../keys/keyName';
import { t } from '../l10n';

/** A dialog over the page; Escape and a press beside it close it, and the focus goes back. */
export class Sheet {
  readonly element: HTMLDialogElement;

  constructor(title: string, kind: string, ...content: readonly Node[]) {
    const close = button(
      { class: 'tool', title: t('Close ({0})', keyLabel('Escape')) },
      icon('close'),
      () => this.element.close(),
    );
    this.element = element(
      'dialog',
      { class: `sheet ${kind}`, 'aria-label': title },
      element('div', { class: 'sheet-title' }, element('h2', {}, title), close),
      ...content,
    );
    this.element.addEventListener('mousedown', (event) => {
      if (event.target === this.element) this.element.close();
    });
  }

  get open(): boolean {
    return this.element.open;
  }

  show(): void {
    if (!this.element.open) this.element.showModal();
  }
}
