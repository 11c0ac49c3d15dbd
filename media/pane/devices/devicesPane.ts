import type { DeviceModel } from '../../../src/protocol/inspector';
import { Latest } from '../../app/latest';
import type { Session } from '../../app/session';
import { element } from '../../dom/element';
import { icon } from '../../dom/icons';
import { PartStatus } from '../../dom/partStatus';
import { RovingFocus } from '../../dom/rovingFocus';
import { formatCount, formatCounted } from '../../format/quantities';
import {
  changedField,
  deviceLine,
  foldLine,
  limitedRows,
  plainField,
  textLine,
} from './deviceSection';
import { fieldFilter, type FieldFilter } from './fieldFilter';
import { rowForArrow } from './treeArrows';

type Leaves = Latest<
  { readonly point: number; readonly device: string },
  readonly { readonly field: string; readonly value: string }[]
>;

/** The device state's difference to the sync point before; what did not change on demand. */
export class DevicesPane {
  readonly element = element('div', { class: 'devices' });
  readonly focusTarget = element('input', {
    type: 'text',
    class: 'filter-input',
    placeholder: 'Filter fields, e.g. cpu.0.cr*',
    'aria-label': 'Filter fields',
    spellcheck: 'false',
  });
  readonly #session: Session;
  readonly #invalidate: () => void;
  readonly #list = element('div', { class: 'device-list', role: 'tree', 'aria-label': 'Devices' });
  readonly #status: PartStatus;
  readonly #focus: RovingFocus;
  /** Changed devices that the user closed. */
  readonly #closed = new Set<string>();
  /** Devices whose unchanged fields are shown, with the newest answer for each. */
  readonly #opened = new Map<string, Leaves>();
  /** Rows shown of devices with very many. */
  readonly #shownRows = new Map<string, number>();
  #unchangedOpen = false;
  #stale = true;
  #shown: unknown;

  constructor(session: Session, invalidate: () => void) {
    this.#session = session;
    this.#invalidate = invalidate;
    this.#status = new PartStatus(() => session.devices.again());
    this.focusTarget.addEventListener('input', () => this.#rebuild());
    this.focusTarget.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.focusTarget.value !== '') {
        this.focusTarget.value = '';
        this.#rebuild();
        event.stopPropagation();
      }
    });
    const filter = element('label', { class: 'filter' }, this.focusTarget, icon('filter'));
    this.element.append(filter, this.#list, this.#status.element);
    this.#focus = new RovingFocus(this.#list, '[role="treeitem"]', 'vertical');
    this.#list.addEventListener('keydown', (event) => this.#arrow(event));
  }

  render(): void {
    const { devices } = this.#session;
    this.#status.show(devices.error, devices.slow);
    const answered = devices.answered;
    if (answered === undefined) {
      if (this.#shown !== undefined) this.#list.replaceChildren();
      this.#shown = undefined;
      return;
    }
    if (this.#shown === answered && !this.#stale) return;
    this.#shown = answered;
    this.#stale = false;
    const { point } = answered.request;
    for (const [device, leaves] of this.#opened) leaves.want({ point, device });

    const focused = this.#focusedRow();
    const { changed, unchanged } = answered.value;
    const filter = fieldFilter(this.focusTarget.value);
    const rows = changed.flatMap((device) => this.#changedDevice(device, filter));
    if (point === 0) {
      rows.unshift(textLine('Sync point 0 is the first image: nothing comes before it.'));
    } else if (changed.length === 0) {
      rows.unshift(textLine('No device changed since the sync point before.'));
    } else if (rows.length === 0) {
      rows.unshift(textLine('No changed field matches the filter.'));
    }
    if (unchanged.length > 0) {
      const count = `${formatCounted(unchanged.length, 'device')} unchanged`;
      rows.push(
        foldLine(this.#unchangedOpen, 'quiet', 1, [count], () => {
          this.#unchangedOpen = !this.#unchangedOpen;
          this.#rebuild();
        }),
      );
      if (this.#unchangedOpen) {
        for (const { device, fieldCount } of unchanged) {
          const whole: DeviceModel = { device, fieldCount, changeCount: 0, changes: [] };
          rows.push(...this.#unchangedDevice(whole, filter));
        }
      }
    }
    this.#list.replaceChildren(...rows);
    this.#focus.refresh();
    if (focused >= 0) {
      const items = this.#list.querySelectorAll<HTMLElement>('[role="treeitem"]');
      items[Math.min(focused, items.length - 1)]?.focus();
    }
  }

  #changedDevice(device: DeviceModel, filter: FieldFilter): HTMLElement[] {
    const changes = device.changes.filter(({ field }) => filter(`${device.device}.${field}`));
    if (changes.length === 0) return [];
    const name = device.device;
    const open = !this.#closed.has(name);
    const line = deviceLine(device, {
      open,
      unchangedOpen: this.#opened.has(name),
      toggle: () => {
        if (open) this.#closed.add(name);
        else this.#closed.delete(name);
        this.#rebuild();
      },
      toggleUnchanged: () => this.#toggleLeaves(name),
    });
    if (!open) return [line];
    const more = device.changeCount - device.changes.length;
    return [
      line,
      ...this.#limited(name, changes, changedField, 2),
      ...(more > 0
        ? [textLine(`${formatCounted(more, 'more change')}, not listed`, 'of-field')]
        : []),
      ...this.#unchangedFields(device, filter, 2),
    ];
  }

  /** A device that did not change, and its fields if it is open. */
  #unchangedDevice(device: DeviceModel, filter: FieldFilter): HTMLElement[] {
    const name = device.device;
    const line = foldLine(
      this.#opened.has(name),
      'device',
      2,
      [
        element('span', { class: 'unchanged-device' }, name),
        element('span', { class: 'count' }, formatCount(device.fieldCount)),
      ],
      () => this.#toggleLeaves(name),
    );
    line.dataset['device'] = name;
    return [line, ...this.#unchangedFields(device, filter, 3)];
  }

  /** The fields of a device that did not change, if the user opened them. */
  #unchangedFields(device: DeviceModel, filter: FieldFilter, level: number): HTMLElement[] {
    const name = device.device;
    const leaves = this.#opened.get(name);
    if (leaves === undefined) return [];
    if (leaves.error !== undefined) return [textLine(leaves.error, 'error')];
    if (leaves.answered === undefined) return [];
    const changed = new Set(device.changes.map(({ field }) => field));
    const fields = leaves.answered.value.filter(
      ({ field }) => !changed.has(field) && filter(`${name}.${field}`),
    );
    return this.#limited(
      `${name} unchanged`,
      fields,
      ({ field, value }) => plainField(field, value, level),
      level,
    );
  }

  #limited<T>(
    key: string,
    items: readonly T[],
    row: (item: T, level: number) => HTMLElement,
    level: number,
  ): HTMLElement[] {
    return limitedRows(items, row, level, this.#shownRows.get(key) ?? 0, (shown) => {
      this.#shownRows.set(key, shown);
      this.#rebuild();
    });
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

  /** The tree takes both arrows on every row: the page would step with what is left of them. */
  #arrow(event: KeyboardEvent): void {
    const { key } = event;
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const items = [...this.#list.querySelectorAll<HTMLElement>('[role="treeitem"]')];
    const at = this.#focusedRow();
    if (at < 0) return;
    const levels = items.map((item) => Number(item.getAttribute('aria-level')));
    items[rowForArrow(levels, at, key)].focus();
  }

  #focusedRow(): number {
    const items = [...this.#list.querySelectorAll('[role="treeitem"]')];
    return items.findIndex((item) => item === document.activeElement);
  }

  #rebuild(): void {
    this.#stale = true;
    this.#invalidate();
  }
}
