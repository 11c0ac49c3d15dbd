import type { DeviceSchema } from '../../core/deviceState';
import { asGfn, formatHex, parseGfn, type Gfn } from '../../core/gfn';
import { isBelow } from '../../replay/pointMatcher';

/** A device, or some of its fields: those with this path, and those whose paths go on from it. */
export interface FieldName {
  readonly device: string;
  /** Empty: all fields. */
  readonly path: string;
}

/** Pages by their GFNs, both inclusive. */
export interface PageRange {
  readonly first: Gfn;
  readonly last: Gfn;
}

/** `cpu.0.regs.eax`: how a field is written where its device has to be named. */
export function formatFieldName({ device, path }: FieldName): string {
  return path === '' ? device : `${device}.${path}`;
}

/**
 * Reads what {@link formatFieldName} writes, for devices that there are.
 * @returns undefined if no device has such a field.
 */
export function parseFieldName(
  text: string,
  devices: readonly DeviceSchema[],
): FieldName | undefined {
  for (const { device, fields } of devices) {
    if (text === device) return { device, path: '' };
    if (!text.startsWith(`${device}.`)) continue;
    const path = text.slice(device.length + 1);
    if (fields.some((field) => isBelow(field, path))) return { device, path };
  }
  return undefined;
}

/** Reads `page 0x104`, or `pages 0x104..0x110`. */
export function parsePageRange(text: string): PageRange | undefined {
  const match = /^\s*pages?\s+(\w+)(?:\s*\.\.\s*(\w+))?\s*$/i.exec(text);
  if (match === null) return undefined;
  const first = parseGfn(match[1]);
  const last = match[2] === undefined ? first : parseGfn(match[2]);
  if (first === undefined || last === undefined || first > last) return undefined;
  return { first: asGfn(first), last: asGfn(last) };
}

/** Writes what {@link parsePageRange} reads. */
export function formatPageRange({ first, last }: PageRange): string {
  return first === last
    ? `page ${formatHex(first)}`
    : `pages ${formatHex(first)}..${formatHex(last)}`;
}
