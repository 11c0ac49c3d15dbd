/**
 * Names for plain memory of the emulator's core, such as the CPU's registers: which bytes are which
 * leaf. Bytes that no field covers become leaves of their own, so that nothing is lost.
 */
import type { LeafValue } from '../../core/deviceState';

type RegionType = 'u8' | 'u16' | 'u32' | 'u64' | 'f64' | 'inverted-u8';

const TYPE_BYTES: Readonly<Record<RegionType, number>> = {
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  f64: 8,
  'inverted-u8': 1,
};

/** One leaf: a number of this type, or bytes of this length. */
export interface RegionField {
  readonly name: string;
  readonly offset: number;
  readonly type: RegionType | number;
}

export const field = (offset: number, name: string, type: RegionField['type']): RegionField => ({
  name,
  offset,
  type,
});

/** Fields one behind the other, of one type. */
export function row(
  offset: number,
  names: readonly string[],
  type: RegionField['type'],
): RegionField[] {
  const bytes = sizeOf(type);
  return names.map((name, i) => field(offset + i * bytes, name, type));
}

/** `name` with its `*` replaced by 0, 1, ... */
export const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => name.replace('*', String(i)));

/** Fields of bytes for what is not covered between two offsets. */
export function uncovered(
  fields: readonly RegionField[],
  start: number,
  end: number,
): RegionField[] {
  const sorted = [...fields].sort((a, b) => a.offset - b.offset);
  const gaps: RegionField[] = [];
  let at = start;
  for (const { offset, type } of [...sorted, field(end, 'end', 0)]) {
    if (offset > at) gaps.push(field(at, `unnamed.0x${at.toString(16)}`, offset - at));
    at = Math.max(at, offset + sizeOf(type));
  }
  return gaps;
}

/**
 * Reads fields into leaves. Leaves of bytes are views of the region.
 * @param region large enough for all fields.
 * @param origin the offset of the region's first byte, by the fields' count.
 */
export function readFields(
  fields: readonly RegionField[],
  region: Uint8Array,
  origin: number,
): LeafValue[] {
  const view = new DataView(region.buffer, region.byteOffset, region.byteLength);
  const values: LeafValue[] = [];
  for (const { offset, type } of fields)
    values.push(readField(region, view, offset - origin, type));
  return values;
}

function readField(
  region: Uint8Array,
  view: DataView,
  at: number,
  type: RegionField['type'],
): LeafValue {
  if (typeof type === 'number') return region.subarray(at, at + type);
  switch (type) {
    case 'u8':
      return view.getUint8(at);
    case 'inverted-u8':
      return view.getUint8(at) ^ 0xff;
    case 'u16':
      return view.getUint16(at, true);
    case 'u32':
      return view.getUint32(at, true);
    case 'u64':
      return view.getBigUint64(at, true);
    case 'f64':
      return view.getFloat64(at, true);
  }
}

/** The other half of {@link readFields}. @throws TypeError if a leaf is not of its field's type. */
export function writeFields(
  fields: readonly RegionField[],
  values: readonly LeafValue[],
  view: DataView,
  origin: number,
): void {
  fields.forEach(({ name, offset, type }, i) => {
    const at = offset - origin;
    const value = values[i];
    if (typeof type === 'number' && value instanceof Uint8Array && value.length === type) {
      new Uint8Array(view.buffer, view.byteOffset + at, type).set(value);
    } else if (type === 'u64' && typeof value === 'bigint') {
      view.setBigUint64(at, value, true);
    } else if (type === 'f64' && typeof value === 'number') {
      view.setFloat64(at, value, true);
    } else if (typeof value !== 'number') {
      throw new TypeError(`${name} does not hold a value of its type`);
    } else if (type === 'u8') {
      view.setUint8(at, value);
    } else if (type === 'inverted-u8') {
      view.setUint8(at, value ^ 0xff);
    } else if (type === 'u16') {
      view.setUint16(at, value, true);
    } else {
      view.setUint32(at, value, true);
    }
  });
}

function sizeOf(type: RegionField['type']): number {
  return typeof type === 'number' ? type : TYPE_BYTES[type];
}
