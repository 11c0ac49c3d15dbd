import type {
  DeviceModel,
  FieldModel,
  FoundField,
  LeafModel,
} from '../../../src/protocol/inspector';
import type { FieldFilter } from '../../../src/protocol/fieldFilter';
import type { Latest } from '../../app/latest';
import { element } from '../../dom/element';
import { formatCount } from '../../format/quantities';
import { tCount } from '../../l10n';
import { deviceLine, foldLine, limitedRows, textLine } from './deviceSection';
import { changedField, plainField, type FieldActions } from './fieldRows';

/** Every leaf of a device as of a point. */
export type Leaves = Latest<
  { readonly point: number; readonly device: string },
  readonly LeafModel[]
>;

/** What the user opened and closed of the devices, by their names. */
export interface DeviceFoldState {
  /** Changed devices that were closed. */
  readonly closed: Set<string>;
  /** Devices whose unchanged fields are shown, with the newest answer for each. */
  readonly opened: ReadonlyMap<string, Leaves>;
  /** Rows shown of devices with very many. */
  readonly shownRows: Map<string, number>;
  /** Shows or hides what did not change of a device. */
  toggleLeaves(device: string): void;
  /** Anything of this was changed. */
  changed(): void;
}

/** Makes the rows of devices. */
export class DeviceRows {
  readonly #folds: DeviceFoldState;
  readonly #fields: FieldActions;

  constructor(folds: DeviceFoldState, fields: FieldActions) {
    this.#folds = folds;
    this.#fields = fields;
  }

  /** A changed device with the changed fields that the filter shows; nothing if there are none. */
  changed(device: DeviceModel, filter: FieldFilter, filtering: boolean): HTMLElement[] {
    const name = device.device;
    const { closed, opened } = this.#folds;
    const changes = device.changes.filter((change) =>
      filter(`${name}.${change.field}`, partsOf(change)),
    );
    if (changes.length === 0) return [];
    const open = !closed.has(name);
    const line = deviceLine(device, {
      open,
      unchangedOpen: opened.has(name),
      toggle: () => {
        if (open) closed.add(name);
        else closed.delete(name);
        this.#folds.changed();
      },
      toggleUnchanged: () => this.#folds.toggleLeaves(name),
    });
    if (!open) return [line];
    const more = device.changeCount - device.changes.length;
    return [
      line,
      ...this.#limited(name, changes, 2, (change, level) =>
        changedField(name, change, level, this.#fields),
      ),
      ...(more > 0
        ? [
            textLine(
              tCount(more, '{0} more change, not listed', '{0} more changes, not listed'),
              'of-field',
            ),
          ]
        : []),
      // What a filter finds of the unchanged fields stands below all devices.
      ...(filtering ? [] : this.#leaves(device, 2)),
    ];
  }

  /** A device that did not change, and its fields if it is open. */
  unchanged(device: DeviceModel): HTMLElement[] {
    const name = device.device;
    const line = foldLine(
      this.#folds.opened.has(name),
      'device',
      2,
      [
        element('span', { class: 'unchanged-device' }, name),
        element('span', { class: 'count' }, formatCount(device.fieldCount)),
      ],
      () => this.#folds.toggleLeaves(name),
    );
    line.dataset['device'] = name;
    return [line, ...this.#leaves(device, 3)];
  }

  /** Unchanged fields of all devices, with their whole paths. */
  found(fields: readonly FoundField[]): HTMLElement[] {
    return this.#limited('found', fields, 2, (leaf, level) =>
      plainField(leaf.device, leaf, level, this.#fields, `${leaf.device}.${leaf.field}`),
    );
  }

  /** The fields of a device that did not change, if the user opened them. */
  #leaves(device: DeviceModel, level: number): HTMLElement[] {
    const name = device.device;
    const leaves = this.#folds.opened.get(name);
    if (leaves === undefined) return [];
    if (leaves.error !== undefined) return [textLine(leaves.error, 'error')];
    if (leaves.answered === undefined) return [];
    const changed = new Set(device.changes.map(({ field }) => field));
    const fields = leaves.answered.value.filter(({ field }) => !changed.has(field));
    return this.#limited(`${name} unchanged`, fields, level, (leaf) =>
      plainField(name, leaf, level, this.#fields),
    );
  }

  #limited<T>(
    key: string,
    items: readonly T[],
    level: number,
    rows: (item: T, level: number) => readonly HTMLElement[],
  ): HTMLElement[] {
    const { shownRows } = this.#folds;
    return limitedRows(items, rows, level, shownRows.get(key) ?? 0, (shown) => {
      shownRows.set(key, shown);
      this.#folds.changed();
    });
  }
}

function partsOf({ parts }: FieldModel): readonly string[] | undefined {
  return parts?.map(({ name }) => name);
}
