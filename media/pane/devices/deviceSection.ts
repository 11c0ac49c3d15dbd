import type { DeviceModel } from '../../../src/protocol/inspector';
import { button, element } from '../../dom/element';
import { icon } from '../../dom/icons';
import { formatCount } from '../../format/quantities';
import { keyLabel } from '../../keys/keyName';
import { t, tCount } from '../../l10n';

/** Rows of one device that are shown at once; the rest on demand, in pieces of this size. */
const ROWS_AT_ONCE = 200;

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
      role: 'row',
      tabindex: -1,
      'aria-level': level,
      'aria-expanded': String(open),
    },
    icon(open ? 'down' : 'right'),
    element('span', { class: 'fold-content', role: 'gridcell' }, ...content),
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
  const [changed, all] = [formatCount(device.changeCount), formatCount(device.fieldCount)];
  const line = foldLine(
    folds.open,
    'device',
    1,
    [
      element('b', {}, device.device),
      element('span', { class: 'count' }, t('{0} of {1}', changed, all)),
    ],
    () => folds.toggle(),
  );
  line.setAttribute('aria-label', t('{0}, {1} of {2} fields changed', device.device, changed, all));
  line.dataset['device'] = device.device;
  const rest = device.fieldCount - device.changeCount;
  if (!folds.open || rest <= 0) return line;

  const title = folds.unchangedOpen
    ? tCount(
        rest,
        'Hide the field that did not change ({1})',
        'Hide the {0} fields that did not change ({1})',
        keyLabel('ArrowLeft'),
      )
    : tCount(
        rest,
        'Show the field that did not change ({1})',
        'Show the {0} fields that did not change ({1})',
        keyLabel('ArrowRight'),
      );
  const more = button(
    { class: 'more', title, tabindex: -1, 'aria-pressed': String(folds.unchangedOpen) },
    t('{0} unchanged', formatCount(rest)),
    () => folds.toggleUnchanged(),
  );
  more.addEventListener('click', (event) => event.stopPropagation());
  line.append(more);
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
  makeRows: (item: T, level: number) => readonly HTMLElement[],
  level: number,
  shown: number,
  more: (shown: number) => void,
): HTMLElement[] {
  const limit = Math.max(ROWS_AT_ONCE, shown);
  const rows = items.slice(0, limit).flatMap((item) => makeRows(item, level));
  if (items.length > limit) {
    const rest = tCount(items.length - limit, '{0} more field', '{0} more fields');
    rows.push(foldLine(false, 'quiet indented', level, [rest], () => more(limit + ROWS_AT_ONCE)));
  }
  return rows;
}
