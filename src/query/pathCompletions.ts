import type { DeviceSchema } from '../core/deviceState';
import type { Completion, Written } from './completions';

/** Most completions of a path; there may be thousands of fields. */
const MOST = 100;

/**
 * Devices and fields that fit what is written of a path: devices first, and a device's fields once its
 * name is there.
 * @param areDevices whether a device alone is a whole path.
 */
export function pathCompletions(
  devices: readonly DeviceSchema[],
  areDevices: boolean,
  { written, rest }: Written,
): Completion[] {
  const word = written.toLowerCase();
  const close = rest.trimStart().startsWith(')') ? '"' : '")';
  const fitting: Completion[] = [];
  for (const { device, fields } of devices) {
    if (!device.toLowerCase().includes(word)) continue;
    const about = fields.length === 1 ? '1 field' : `${fields.length} fields`;
    const item = { kind: 'device', label: device, about } as const;
    if (areDevices) fitting.push({ ...item, insert: `"${device}${close}` });
    else fitting.push({ ...item, label: `${device}.`, insert: `"${device}.` });
  }
  if (word === '') return fitting.slice(0, MOST);
  for (const { device, fields } of devices) {
    for (const field of fields) {
      if (fitting.length >= MOST) return fitting;
      const path = `${device}.${field}`;
      if (!path.toLowerCase().includes(word)) continue;
      fitting.push({ kind: 'deviceField', label: path, about: '', insert: `"${path}${close}` });
    }
  }
  return fitting;
}
