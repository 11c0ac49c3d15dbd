import type {
  FieldModel,
  LeafModel,
  PartModel,
  PlottedField,
} from '../../../src/protocol/inspector';
import { button, element } from '../../dom/element';
import { icon } from '../../dom/icons';
import { DEVICES_KEYS } from '../../keys/keys';
import { t } from '../../l10n';
import { partText, shortenedAfter } from './fieldText';

/** What can be done with the row of a field. */
export interface FieldActions {
  /** Whether the parts of its register are shown below it. */
  isOpen(field: PlottedField): boolean;
  toggle(field: PlottedField): void;
  isPlotted(field: PlottedField): boolean;
  togglePlot(field: PlottedField): void;
}

interface RowContent {
  /** What stands in the column of names. */
  readonly name: string;
  readonly values: readonly HTMLElement[];
  readonly parts: readonly PartModel[];
  readonly numeric: boolean;
  readonly spoken: string;
}

/** The titles over the columns. */
export function columnTitles(): HTMLElement {
  return element(
    'div',
    { class: 'columns muted small', role: 'row' },
    element('span', { role: 'columnheader' }, t('Field')),
    element('span', { role: 'columnheader' }, t('Before')),
    element('span', { role: 'columnheader' }, t('After')),
  );
}

/** A field with its value before and after, and the rows of its parts where they are shown. */
export function changedField(
  device: string,
  change: FieldModel,
  level: number,
  actions: FieldActions,
): HTMLElement[] {
  const { field, before, after, parts = [], numeric } = change;
  const changed = parts.filter((part) => part.before !== part.after);
  const values = [
    cell('before mono', before),
    cell('after mono', shortenedAfter(before, after), after),
  ];
  if (changed.length > 0) {
    const chips = changed.map((part) => {
      const { text, kind } = partText(part);
      return element('span', { class: `part-${kind}` }, text);
    });
    values.push(element('span', { class: 'bits', role: 'gridcell' }, ...chips));
  }
  const spoken = [
    t('{0}, {1} to {2}', field, before, after),
    ...changed.map((part) => partText(part).spoken),
  ];
  const content = { name: field, values, parts, numeric, spoken: spoken.join(', ') };
  return rowsOf({ device, field }, content, level, actions);
}

/**
 * A field that did not change.
 * @param name what stands in the column of names.
 */
export function plainField(
  device: string,
  leaf: LeafModel,
  level: number,
  actions: FieldActions,
  name: string = leaf.field,
): HTMLElement[] {
  const { field, value, parts = [], numeric } = leaf;
  const values = [cell('same mono', value)];
  const content = { name, values, parts, numeric, spoken: t('{0}, {1}, unchanged', name, value) };
  return rowsOf({ device, field }, content, level, actions);
}

function rowsOf(
  field: PlottedField,
  { name, values, parts, numeric, spoken }: RowContent,
  level: number,
  actions: FieldActions,
): HTMLElement[] {
  const hasParts = parts.length > 0;
  const open = hasParts && actions.isOpen(field);
  const plotted = actions.isPlotted(field);
  const row = element(
    'div',
    {
      class: 'row field',
      role: 'row',
      tabindex: -1,
      'aria-level': level,
      'aria-label': plotted ? t('{0}, plotted', spoken) : spoken,
      'aria-expanded': hasParts ? String(open) : undefined,
      'data-path': `${field.device}.${field.field}`,
      // What VS Code's context menu of the page hands to its commands.
      'data-vscode-context': JSON.stringify({
        webviewSection: numeric ? 'numericField' : 'field',
        device: field.device,
        field: field.field,
        preventDefaultContextMenuItems: true,
      }),
    },
    hasParts ? icon(open ? 'down' : 'right') : element('i', { class: 'no-icon' }),
    element('span', { class: 'field-name', role: 'rowheader' }, ...breakable(name)),
    ...values,
  );
  if (numeric) row.append(plotButton(plotted, () => actions.togglePlot(field)));
  if (hasParts) {
    row.classList.add('opens');
    row.addEventListener('click', () => actions.toggle(field));
  }
  row.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== row) return;
    const opens = event.key === 'ArrowRight' && !open;
    const closes = event.key === 'ArrowLeft' && open;
    const presses = event.key === 'Enter' || event.key === ' ';
    if (hasParts && (opens || closes || presses)) actions.toggle(field);
    else if (numeric && DEVICES_KEYS.actionOf(event) === 'plot') actions.togglePlot(field);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  return open ? [row, ...parts.map((part) => partRow(part, values.length > 1, level + 1))] : [row];
}

function partRow(part: PartModel, isChange: boolean, level: number): HTMLElement {
  const { name, before = '–', after = '–' } = part;
  const changed = before !== after;
  const values = isChange
    ? [cell('before mono', before), cell('after mono', after)]
    : [cell('same mono', after)];
  const spoken = changed ? t('{0}, {1} to {2}', name, before, after) : `${name}, ${after}`;
  const kind = changed ? `part-${partText(part).kind}` : 'part-same';
  return element(
    'div',
    {
      class: `row part ${kind}`,
      role: 'row',
      tabindex: -1,
      'aria-level': level,
      'aria-label': spoken,
    },
    element('i', { class: 'no-icon' }),
    element('span', { class: 'part-name', role: 'rowheader' }, name),
    ...values,
  );
}

function plotButton(plotted: boolean, toggle: () => void): HTMLElement {
  const title = DEVICES_KEYS.title(plotted ? t('Do not plot') : t('Plot over time'), 'plot');
  const made = button(
    { class: 'plot-toggle', title, tabindex: -1, 'aria-pressed': String(plotted) },
    icon('plot'),
    toggle,
  );
  made.addEventListener('click', (event) => event.stopPropagation());
  return made;
}

/** @param title the whole text where not all of it is shown. */
function cell(kind: string, text: string, title?: string): HTMLElement {
  return element('span', { class: kind, role: 'gridcell', title }, text);
}

/** A path that may be broken into lines behind its dots and underscores. */
function breakable(path: string): Node[] {
  return path
    .split(/(?<=[._])/)
    .flatMap((piece, i) => [...(i === 0 ? [] : [element('wbr')]), document.createTextNode(piece)]);
}
