import { element, setAttributes } from '../../dom/element';
import { t } from '../../l10n';
import { formatOffset, parseOffset } from './offsetInput';

const HELP = t(
  'Offset in hexadecimal: 0A4, +10, -10, or a whole address in this page; Enter goes there',
);

/** Shows the cursor's offset; another one that is typed there is gone to by Enter. */
export class OffsetField {
  readonly element: HTMLElement;
  readonly #input = element('input', {
    class: 'offset-field mono',
    type: 'text',
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-label': HELP,
    title: HELP,
  });
  readonly #goTo: (offset: number) => void;
  #cursor = 0;
  #address = 0;
  #length = 0;

  constructor(goTo: (offset: number) => void) {
    this.#goTo = goTo;
    this.element = element('label', { class: 'offset-label' }, this.#input);
    this.#input.addEventListener('focus', () => this.#input.select());
    this.#input.addEventListener('blur', () => this.#reset());
    this.#input.addEventListener('input', () => this.#mark());
    this.#input.addEventListener('keydown', (event) => this.#key(event));
  }

  focus(): void {
    this.#input.focus();
  }

  /** Shows where the cursor is, unless the user is typing. */
  show(cursor: number, address: number, length: number): void {
    const typing = document.activeElement === this.#input && this.#input.value !== this.#text;
    this.#cursor = cursor;
    this.#address = address;
    this.#length = length;
    if (!typing) this.#reset();
  }

  get #text(): string {
    return formatOffset(this.#cursor);
  }

  get #wanted(): number | undefined {
    return parseOffset(this.#input.value, this.#cursor, this.#address, this.#length);
  }

  #reset(): void {
    this.#input.value = this.#text;
    this.#mark();
  }

  #mark(): void {
    setAttributes(this.#input, { 'aria-invalid': this.#wanted === undefined ? 'true' : undefined });
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      this.#reset();
      this.#input.select();
    } else if (event.key === 'Enter') {
      const wanted = this.#wanted;
      if (wanted === undefined) return;
      this.#input.value = formatOffset(wanted);
      this.#goTo(wanted);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}
