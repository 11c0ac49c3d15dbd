import { element } from './element';

/** Tells screen readers what changed, politely: the newest text wins over those not yet read. */
export class Announcer {
  readonly element = element('div', {
    class: 'hidden-text',
    'aria-live': 'polite',
    role: 'status',
  });

  say(text: string): void {
    if (this.element.textContent !== text) this.element.textContent = text;
  }
}
