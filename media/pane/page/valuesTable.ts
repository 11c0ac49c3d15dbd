import type { SavedState } from '../../app/savedState';
import { CHOICES } from '../../app/savedState';
import { element, setText } from '../../dom/element';
import { formatHex } from '../../../src/protocol/inspector';
import { t } from '../../l10n';
import { OffsetField } from './offsetField';
import { valuesAt } from './valuesAt';

/** What a page, or any other run of bytes, is at the cursor. */
export interface ValuesContent {
  /** Guest address of the first byte. */
  readonly address: number;
  readonly bytes: Uint8Array;
  /** The bytes that these are compared with. */
  readonly before: Uint8Array | undefined;
}

/** How bytes are read, as the user has chosen. */
export type ReadingChoices = Pick<SavedState, 'byteOrder' | 'integers'>;

const ORDER_NAMES = { little: t('little-endian'), big: t('big-endian') } as const;
const INTEGER_NAMES = { unsigned: t('unsigned'), signed: t('signed'), hex: t('hex') } as const;

/** Where the cursor is, and what the bytes there are as numbers and as text, before and after. */
export class ValuesTable {
  readonly element = element('div', { class: 'values' });
  readonly #view: ReadingChoices;
  readonly #offset: OffsetField;
  readonly #address = element('span', { class: 'mono muted', 'data-value': 'address' });
  readonly #rows = element('div', { role: 'table', 'aria-label': t('At the cursor') });
  #shown: readonly unknown[] = [];

  /**
   * @param view says how bytes are read, and keeps what is chosen here.
   * @param goTo called with an offset that was typed.
   * @param changed called when bytes are to be read in another way.
   */
  constructor(view: ReadingChoices, goTo: (offset: number) => void, changed: () => void) {
    this.#view = view;
    this.#offset = new OffsetField(goTo);
    this.element.append(
      element(
        'div',
        { class: 'values-head' },
        this.#offset.element,
        this.#address,
        element('span', { class: 'space' }),
        choice(t('Byte order'), ORDER_NAMES, CHOICES.byteOrder, view.byteOrder, (order) => {
          view.byteOrder = order;
          changed();
        }),
        choice(t('Integers'), INTEGER_NAMES, CHOICES.integers, view.integers, (integers) => {
          view.integers = integers;
          changed();
        }),
      ),
      this.#rows,
    );
  }

  /** Moves the focus to where an offset is typed. */
  focusOffset(): void {
    this.#offset.focus();
  }

  render({ address, bytes, before }: ValuesContent, offset: number): void {
    const { byteOrder, integers } = this.#view;
    const shown = [bytes, before, offset, byteOrder, integers];
    if (shown.every((each, i) => each === this.#shown[i])) return;
    this.#shown = shown;
    this.#offset.show(offset, address, bytes.length);
    setText(this.#address, formatHex(address + offset));
    const after = valuesAt(bytes, offset, this.#view);
    const earlier = before && valuesAt(before, offset, this.#view);
    this.#rows.replaceChildren(
      ...after.map(({ name, value }, i) => valueRow(name, earlier?.[i].value ?? value, value)),
    );
  }
}

/** A value that did not change has the whole row. */
function valueRow(name: string, before: string, after: string): HTMLElement {
  const cell = (value: string, kind: string): HTMLElement =>
    element('span', { class: `mono ${kind}`, role: 'cell', title: value }, value);
  return element(
    'div',
    { class: before === after ? 'value-row' : 'value-row changed', role: 'row', 'data-row': name },
    element('span', { class: 'muted', role: 'rowheader' }, name),
    ...(before === after
      ? []
      : [cell(before, 'muted'), element('span', { class: 'muted', 'aria-hidden': 'true' }, '→')]),
    cell(after, ''),
  );
}

function choice<T extends string>(
  label: string,
  names: Readonly<Record<T, string>>,
  values: readonly T[],
  chosen: T,
  choose: (value: T) => void,
): HTMLSelectElement {
  const select = element(
    'select',
    { class: 'choice', 'aria-label': label, title: label },
    ...values.map((value) =>
      element('option', { value, selected: value === chosen }, names[value]),
    ),
  );
  select.addEventListener('change', () => {
    const value = values.find((each) => each === select.value);
    if (value !== undefined) choose(value);
  });
  return select;
}
