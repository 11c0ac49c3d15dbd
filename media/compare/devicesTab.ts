import type { ComparedDeviceModel, ComparedFieldModel } from '../../src/protocol/comparison';
import { element, setAttributes, setText } from '../dom/element';
import { icon } from '../dom/icons';
import { PartStatus } from '../dom/partStatus';
import { VirtualList } from '../dom/virtualList';
import { formatCount } from '../format/quantities';
import { t, tCount } from '../l10n';
import { fieldFilter } from '../../src/protocol/fieldFilter';
import type { CompareSession } from './compareSession';
import { deviceRows, type DeviceRow } from './deviceRows';
import { rowForKey } from './listKeys';

/** Height of every row in CSS pixels, as in the style sheet. */
const ROW_HEIGHT = 22;

/** The device fields that differ, with their values on both sides. */
export class DevicesTab {
  readonly element: HTMLElement;
  readonly #filter = element('input', {
    type: 'text',
    class: 'filter-input',
    placeholder: t('Filter fields, e.g. cpu.0.cr*'),
    'aria-label': t('Filter fields'),
    spellcheck: 'false',
  });
  readonly #session: CompareSession;
  readonly #list: VirtualList;
  readonly #hint = element('div', { class: 'hint muted', role: 'status' });
  readonly #status: PartStatus;
  readonly #closed = new Set<string>();
  #devices: readonly ComparedDeviceModel[] | undefined;
  #rows: readonly DeviceRow[] = [];
  #row = -1;

  constructor(session: CompareSession) {
    this.#session = session;
    this.#status = new PartStatus(() => session.devices.again());
    this.#list = new VirtualList(ROW_HEIGHT, (index) => this.#makeRow(index));
    setAttributes(this.#list.element, {
      role: 'tree',
      tabindex: 0,
      'aria-label': t('Device fields that differ'),
    });
    this.#list.element.addEventListener('keydown', (event) => this.#key(event));
    this.#list.element.addEventListener('mousedown', (event) => this.#pressed(event));
    this.#filter.addEventListener('input', () => this.#rebuild());
    this.#filter.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.#filter.value === '') return;
      this.#filter.value = '';
      this.#rebuild();
      event.stopPropagation();
    });
    const titles = [t('Field'), t('Left'), t('Right'), t('Bits')];
    this.element = element(
      'div',
      { class: 'devices-tab' },
      element('label', { class: 'filter' }, this.#filter, icon('filter')),
      element(
        'div',
        { class: 'device-row titles muted small', 'aria-hidden': 'true' },
        ...titles.map((title) => element('span', {}, title)),
      ),
      element(
        'div',
        { class: 'device-rows' },
        this.#list.element,
        this.#hint,
        this.#status.element,
      ),
    );
  }

  get focusTarget(): HTMLElement {
    return this.#list.element;
  }

  render(): void {
    const { devices } = this.#session;
    this.#status.show(devices.error, devices.slow);
    if (devices.answered?.value === this.#devices) return;
    this.#devices = devices.answered?.value;
    this.#rebuild();
  }

  #rebuild(): void {
    const filter = fieldFilter(this.#filter.value);
    this.#rows = deviceRows(this.#devices ?? [], this.#closed, filter);
    this.#select(Math.min(this.#row, this.#rows.length - 1));
    const isNone = this.#devices !== undefined && this.#rows.length === 0;
    this.#hint.hidden = !isNone;
    const none =
      this.#devices?.length === 0
        ? t('No device field differs.')
        : t('No field that differs matches the filter.');
    setText(this.#hint, isNone ? none : '');
  }

  #select(row: number): void {
    this.#row = row;
    this.#list.reset(this.#rows.length);
    if (row >= 0) this.#list.reveal(row);
    setAttributes(this.#list.element, {
      'aria-activedescendant': row < 0 ? undefined : rowId(row),
    });
  }

  #toggle(device: string): void {
    if (!this.#closed.delete(device)) this.#closed.add(device);
    this.#rebuild();
  }

  #pressed(event: MouseEvent): void {
    const made = event.target instanceof Element ? event.target.closest('[data-row]') : null;
    if (!(made instanceof HTMLElement)) return;
    const index = Number(made.dataset['row']);
    this.#row = index;
    const row = this.#rows.at(index);
    if (row?.kind === 'device') this.#toggle(row.device.device);
    else this.#select(index);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const { clientHeight } = this.#list.element;
    const pageRows = Math.max(1, Math.floor(clientHeight / ROW_HEIGHT) - 1);
    const to = rowForKey(event.key, this.#row, this.#rows.length, pageRows);
    const row = this.#rows.at(this.#row);
    if (to !== undefined) {
      this.#select(to);
    } else if (this.#row >= 0 && row !== undefined) {
      const { device } = row.device;
      const open = !this.#closed.has(device);
      const isDevice = row.kind === 'device';
      if (event.key === 'ArrowLeft' && !isDevice) {
        this.#select(this.#rows.findIndex((each) => each.device === row.device));
      } else if (isDevice && wantsToggle(event.key, open)) {
        this.#toggle(device);
      } else {
        return;
      }
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #makeRow(index: number): HTMLElement {
    const row = this.#rows[index];
    const common = {
      id: rowId(index),
      role: 'treeitem',
      'data-row': index,
      'aria-selected': String(index === this.#row),
    };
    return row.kind === 'device'
      ? deviceLine(row, !this.#closed.has(row.device.device), common)
      : fieldLine(row.device, row.field, common);
  }
}

function wantsToggle(key: string, open: boolean): boolean {
  return key === 'Enter' || key === ' ' || key === (open ? 'ArrowLeft' : 'ArrowRight');
}

function deviceLine(
  { device, shown }: Extract<DeviceRow, { kind: 'device' }>,
  open: boolean,
  common: Readonly<Record<string, string | number>>,
): HTMLElement {
  const count = tCount(device.changeCount, '{0} field differs', '{0} fields differ');
  const text = shown < device.changeCount ? t('{0}, {1} listed', count, formatCount(shown)) : count;
  return element(
    'div',
    {
      ...common,
      class: 'device-row device-name',
      'aria-level': 1,
      'aria-expanded': String(open),
      'data-device': device.device,
    },
    icon(open ? 'down' : 'right'),
    element('b', {}, device.device),
    element('span', { class: 'muted small' }, text),
  );
}

function fieldLine(
  device: ComparedDeviceModel,
  { field, left, right, bits }: ComparedFieldModel,
  common: Readonly<Record<string, string | number>>,
): HTMLElement {
  const text = (value: string, kind: string): HTMLElement =>
    element('span', { class: kind, title: value }, value);
  const bitTexts = (bits ?? []).map((bit) => bit.replace(/^-/, '−'));
  const spoken = t('{0}, left {1}, right {2}', `${device.device}.${field}`, left, right);
  return element(
    'div',
    {
      ...common,
      class: 'device-row',
      'aria-level': 2,
      'aria-label': [spoken, ...bitTexts].join(', '),
      'data-field': `${device.device}.${field}`,
    },
    text(field, 'field-title'),
    text(left, 'mono is-left'),
    text(right, 'mono is-right'),
    text(bitTexts.join(' '), 'muted'),
  );
}

function rowId(index: number): string {
  return `compared-field-${index}`;
}
