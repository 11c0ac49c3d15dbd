import { fieldFilter, filterForField } from '../../../src/protocol/fieldFilter';
import type { DeviceModel, FoundField, PlottedField } from '../../../src/protocol/inspector';
import { Latest } from '../../app/latest';
import type { Session } from '../../app/session';
import { element } from '../../dom/element';
import { icon } from '../../dom/icons';
import { PartStatus } from '../../dom/partStatus';
import { RovingFocus } from '../../dom/rovingFocus';
import type { Theme } from '../../dom/theme';
import { t, tCount } from '../../l10n';
import { FieldPlots } from '../plots/fieldPlots';
import { DeviceRows, type Leaves } from './deviceRows';
import { foldLine, textLine } from './deviceSection';
import { columnTitles } from './fieldRows';
import { FieldSet } from './fieldSet';
import { rowForArrow } from './treeArrows';

const ROWS = '.row[role="row"]';

/**
 * The device state's difference to the sync point before, as a tree table; what did not change on
 * demand, or where the filter finds it; and below it plots of fields.
 */
export class DevicesPane {
  readonly element = element('div', { class: 'devices' });
  readonly focusTarget = element('input', {
    type: 'text',
    class: 'filter-input',
    placeholder: t('Filter fields, e.g. {0} or {1}', 'cpu.0.cr*', 'ZF'),
    'aria-label': t('Filter fields'),
    spellcheck: 'false',
  });
  readonly plots: FieldPlots;
  readonly #session: Session;
  readonly #invalidate: () => void;
  readonly #list = element('div', {
    class: 'device-list',
    role: 'treegrid',
    'aria-label': t('Devices'),
  });
  readonly #status: PartStatus;
  readonly #focus: RovingFocus;
  readonly #rows: DeviceRows;
  readonly #opened = new Map<string, Leaves>();
  readonly #openParts = new FieldSet();
  /** What a filter finds of the fields that did not change. */
  readonly #found: Latest<
    { readonly point: number; readonly against: number; readonly filter: string },
    { readonly fields: readonly FoundField[]; readonly more: number }
  >;
  #unchangedOpen = false;
  #foundOpen = true;
  #stale = true;
  #shown: unknown;
  /** A field that a link leads to, until its row is there. */
  #sought: PlottedField | undefined;

  constructor(session: Session, invalidate: () => void) {
    this.#session = session;
    this.#invalidate = invalidate;
    this.#status = new PartStatus(() => session.devices.again());
    this.plots = new FieldPlots(session, () => this.#rebuild());
    this.#found = new Latest(
      (request, signal) => session.findFields(request, signal),
      () => this.#rebuild(),
    );
    this.#rows = new DeviceRows(
      {
        closed: new Set(),
        opened: this.#opened,
        shownRows: new Map(),
        toggleLeaves: (device) => this.#toggleLeaves(device),
        changed: () => this.#rebuild(),
      },
      {
        isOpen: (field) => this.#openParts.has(field),
        toggle: (field) => {
          this.#openParts.toggle(field);
          this.#rebuild();
        },
        isPlotted: (field) => this.plots.has(field),
        togglePlot: (field) => this.plots.toggle(field),
      },
    );
    this.focusTarget.addEventListener('input', () => this.#rebuild());
    this.focusTarget.addEventListener('keydown', (event) => this.#filterKey(event));
    const filter = element('label', { class: 'filter' }, this.focusTarget, icon('filter'));
    this.element.append(
      filter,
      columnTitles(),
      this.#list,
      this.plots.element,
      this.#status.element,
    );
    this.#focus = new RovingFocus(this.#list, ROWS, 'vertical');
    this.#list.addEventListener('keydown', (event) => this.#arrow(event));
  }

  /** Shows a field, whether it changed or not, and gives it the focus. */
  reveal(field: PlottedField): void {
    this.focusTarget.value = filterForField(field.device, field.field);
    this.#sought = field;
    this.#foundOpen = true;
    this.#rebuild();
  }

  render(theme: Theme): void {
    const { devices } = this.#session;
    this.#status.show(devices.error, devices.slow);
    this.plots.render(theme);
    const answered = devices.answered;
    if (answered === undefined) {
      if (this.#shown !== undefined) this.#list.replaceChildren();
      this.#shown = undefined;
      return;
    }
    if (this.#shown === answered && !this.#stale) return;
    this.#shown = answered;
    this.#stale = false;
    const { point, against } = answered.request;
    for (const [device, leaves] of this.#opened) leaves.want({ point, device });
    const filter = this.focusTarget.value.trim();
    this.#found.want(filter === '' ? undefined : { point, against, filter });

    const focused = this.#focusedRow();
    this.#list.replaceChildren(...this.#allRows(answered.value, point, filter));
    this.#focus.refresh();
    if (focused >= 0)
      this.#rowElements()[Math.min(focused, this.#rowElements().length - 1)]?.focus();
    this.#focusSought();
  }

  #allRows(
    { changed, unchanged }: NonNullable<Session['devices']['answered']>['value'],
    point: number,
    filter: string,
  ): HTMLElement[] {
    const filtering = filter !== '';
    const matches = fieldFilter(filter);
    const rows = changed.flatMap((device) => this.#rows.changed(device, matches, filtering));
    if (point === 0) {
      rows.unshift(textLine(t('Sync point 0 is the first image: nothing comes before it.')));
    } else if (changed.length === 0) {
      rows.unshift(textLine(t('No device changed since the sync point before.')));
    } else if (rows.length === 0) {
      rows.unshift(textLine(t('No changed field matches the filter.')));
    }
    if (filtering) rows.push(...this.#foundRows());
    else if (unchanged.length > 0) rows.push(...this.#unchangedRows(unchanged));
    return rows;
  }

  #unchangedRows(
    unchanged: readonly { readonly device: string; readonly fieldCount: number }[],
  ): HTMLElement[] {
    const count = tCount(unchanged.length, '{0} device unchanged', '{0} devices unchanged');
    const line = foldLine(this.#unchangedOpen, 'quiet', 1, [count], () => {
      this.#unchangedOpen = !this.#unchangedOpen;
      this.#rebuild();
    });
    if (!this.#unchangedOpen) return [line];
    const rows = unchanged.flatMap(({ device, fieldCount }) => {
      const whole: DeviceModel = { device, fieldCount, changeCount: 0, changes: [] };
      return this.#rows.unchanged(whole);
    });
    return [line, ...rows];
  }

  /** What the filter finds of the fields that did not change. */
  #foundRows(): HTMLElement[] {
    const { error, answered } = this.#found;
    if (error !== undefined) return [textLine(error, 'error')];
    if (answered === undefined) return [];
    const { fields, more } = answered.value;
    if (fields.length === 0) return [];
    const count = tCount(fields.length + more, '{0} unchanged field', '{0} unchanged fields');
    const line = foldLine(this.#foundOpen, 'quiet', 1, [count], () => {
      this.#foundOpen = !this.#foundOpen;
      this.#rebuild();
    });
    if (!this.#foundOpen) return [line];
    const rows = [line, ...this.#rows.found(fields)];
    if (more > 0) {
      const rest = tCount(more, '{0} more field, not listed', '{0} more fields, not listed');
      rows.push(textLine(rest, 'of-field'));
    }
    return rows;
  }

  #toggleLeaves(device: string): void {
    const opened = this.#opened.get(device);
    if (opened !== undefined) {
      opened.want(undefined);
      this.#opened.delete(device);
      this.#rebuild();
      return;
    }
    const leaves: Leaves = new Latest(
      (request, signal) => this.#session.device(request.device, request.point, signal),
      () => this.#rebuild(),
    );
    this.#opened.set(device, leaves);
    this.#rebuild();
  }

  #filterKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.focusTarget.value !== '') {
      this.focusTarget.value = '';
      this.#rebuild();
    } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
      this.#rowElements()[0]?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** The tree takes both arrows on every row: the page would step with what is left of them. */
  #arrow(event: KeyboardEvent): void {
    const { key } = event;
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const rows = this.#rowElements();
    const at = this.#focusedRow();
    if (at < 0) return;
    const levels = rows.map((row) => Number(row.getAttribute('aria-level')));
    rows[rowForArrow(levels, at, key)].focus();
  }

  #focusSought(): void {
    const sought = this.#sought;
    if (sought === undefined) return;
    const path = `${sought.device}.${sought.field}`;
    const row = this.#rowElements().find((each) => each.dataset['path'] === path);
    if (row === undefined) return;
    this.#sought = undefined;
    row.focus();
  }

  #rowElements(): HTMLElement[] {
    return [...this.#list.querySelectorAll<HTMLElement>(ROWS)];
  }

  #focusedRow(): number {
    return this.#rowElements().findIndex((row) => row === document.activeElement);
  }

  #rebuild(): void {
    this.#stale = true;
    this.#invalidate();
  }
}
