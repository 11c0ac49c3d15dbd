import type { DeviceModel, FieldModel } from '../../../src/protocol/inspector';
import { button, element } from '../../dom/element';
import { icon } from '../../dom/icons';
import { formatCount, formatCounted } from '../../format/quantities';
import { bitText, shortenedAfter } from './fieldText';

/** Rows of one device that are shown at once; the rest on demand, in pieces of this size. */
const ROWS_AT_ONCE = 200;

/** A field with its value, before and after where it changed. */
export function changedField(change: FieldModel, level: number): HTMLElement {
  const value = element(
    'span',
    { class: 'change mono' },
    element('span', { class: 'before' }, change.before),
    element('span', { class: 'arrow' }, ' → '),
    element('span', { class: 'after' }, shortenedAfter(change.before, change.after)),
  );
  const content = element('span', { class: 'field-value' }, value);
  if (change.bits !== undefined && change.bits.length > 0) {
    const bits = element('span', { class: 'bits' });
    for (const bit of change.bits) {
      const { text, set } = bitText(bit);
      bits.append(element('span', { class: set ? 'bit-set' : 'bit-cleared' }, text));
    }
    content.append(bits);
  }
  return row(
    level,
    change.field,
    content,
    `${change.field}: ${change.before} → ${change.after}`,
    `${change.field}, ${change.before} to ${change.after}${spokenBits(change.bits)}`,
  );
}

/** A field that did not change. */
export function plainField(field: string, value: string, level: number): HTMLElement {
  const content = element(
    'span',
    { class: 'field-value' },
    element('span', { class: 'mono' }, value),
  );
  return row(level, field, content, `${field}: ${value}`, `${field}, ${value}, unchanged`);
}

/**
 * A line that opens and closes what follows it.
 * @param level its level in the tree, the uppermost being 1.
 */
export function foldLine(
  open: boolean,
  kind: string,
  level: number,
  content: readonly (Node | string)[],
  toggled: () => void,
): HTMLElement {
  const line = element(
    'div',
    {
      class: `row fold-line ${kind}`,
      role: 'treeitem',
      tabindex: -1,
      'aria-level': level,
      'aria-expanded': String(open),
    },
    icon(open ? 'down' : 'right'),
    ...content,
  );
  line.addEventListener('click', toggled);
  line.addEventListener('keydown', (event) => {
    const opens = event.key === 'ArrowRight' && !open;
    const closes = event.key === 'ArrowLeft' && open;
    if (!opens && !closes && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    toggled();
  });
  return line;
}

/** What the user can open and close of a device. */
export interface DeviceFolds {
  readonly open: boolean;
  /** Whether the fields that did not change are shown as well. */
  readonly unchangedOpen: boolean;
  toggle(): void;
  toggleUnchanged(): void;
}

/** A changed device's name, how many of its fields changed, and the way to the others. */
export function deviceLine(device: DeviceModel, folds: DeviceFolds): HTMLElement {
  const count = `${formatCount(device.changeCount)} of ${formatCount(device.fieldCount)}`;
  const line = foldLine(
    folds.open,
    'device',
    1,
    [element('b', {}, device.device), element('span', { class: 'count' }, count)],
    () => folds.toggle(),
  );
  line.setAttribute('aria-label', `${device.device}, ${count} fields changed`);
  line.dataset['device'] = device.device;
  const rest = device.fieldCount - device.changeCount;
  if (!folds.open || rest <= 0) return line;

  const shown = folds.unchangedOpen ? 'Hide' : 'Show';
  const title = `${shown} the ${formatCounted(rest, 'field')} that did not change (${folds.unchangedOpen ? 'Left' : 'Right'})`;
  const more = button(
    { class: 'more', title, tabindex: -1, 'aria-pressed': String(folds.unchangedOpen) },
    `${formatCount(rest)} unchanged`,
    () => folds.toggleUnchanged(),
  );
  more.addEventListener('click', (event) => event.stopPropagation());
  line.append(element('span', { class: 'space' }), more);
  // One level at a time: right opens the changes, then the rest; left closes them in turn.
  line.addEventListener(
    'keydown',
    (event) => {
      const key = folds.unchangedOpen ? 'ArrowLeft' : 'ArrowRight';
      if (event.key !== key) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      folds.toggleUnchanged();
    },
    { capture: true },
  );
  return line;
}

/** A line that is no field: a hint, or something on its way. */
export function textLine(text: string, kind = ''): HTMLElement {
  return element('div', { class: `text-line muted ${kind}` }, text);
}

/**
 * Puts rows into a list, only the first ones of very many.
 * @param level the level of the rows in the tree.
 * @param shown how many are shown already at most.
 */
export function limitedRows<T>(
  items: readonly T[],
  makeRow: (item: T, level: number) => HTMLElement,
  level: number,
  shown: number,
  more: (shown: number) => void,
): HTMLElement[] {
  const limit = Math.max(ROWS_AT_ONCE, shown);
  const rows = items.slice(0, limit).map((item) => makeRow(item, level));
  if (items.length > limit) {
    const rest = formatCounted(items.length - limit, 'more field');
    rows.push(foldLine(false, 'quiet indented', level, [rest], () => more(limit + ROWS_AT_ONCE)));
  }
  return rows;
}

function row(
  level: number,
  field: string,
  content: HTMLElement,
  title: string,
  spoken: string,
): HTMLElement {
  return element(
    'div',
    {
      class: 'row field',
      role: 'treeitem',
      tabindex: -1,
      'aria-level': level,
      title,
      'aria-label': spoken,
    },
    element('span', { class: 'field-name' }, field),
    content,
  );
}

function spokenBits(bits: readonly string[] | undefined): string {
  if (bits === undefined || bits.length === 0) return '';
  return `, ${bits.map((bit) => bit.replace(/^\+/, 'set ').replace(/^-/, 'cleared ')).join(', ')}`;
}
