import type { ComparedDeviceModel, ComparedFieldModel } from '../../src/protocol/comparison';

/** A row: a device, or one of its fields. */
export type DeviceRow =
  /** `shown`: how many of its fields are listed when it is open. */
  | { readonly kind: 'device'; readonly device: ComparedDeviceModel; readonly shown: number }
  | {
      readonly kind: 'field';
      readonly device: ComparedDeviceModel;
      readonly field: ComparedFieldModel;
    };

/** The rows of all devices with fields that pass the filter; those of closed ones without the fields. */
export function deviceRows(
  devices: readonly ComparedDeviceModel[],
  closed: ReadonlySet<string>,
  filter: (path: string) => boolean,
): DeviceRow[] {
  return devices.flatMap((device): DeviceRow[] => {
    const fields = device.changes.filter(({ field }) => filter(`${device.device}.${field}`));
    if (fields.length === 0) return [];
    const name: DeviceRow = { kind: 'device', device, shown: fields.length };
    if (closed.has(device.device)) return [name];
    return [name, ...fields.map((field): DeviceRow => ({ kind: 'field', device, field }))];
  });
}
