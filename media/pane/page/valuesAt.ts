import type { SavedState } from '../../app/savedState';
import { formatNumber } from '../../l10n';

/** A reading of the bytes at an offset. */
export interface ValueReading {
  /** `u16`, `i16`, `f32`, `text`. */
  readonly name: string;
  readonly value: string;
}

/** How bytes are read and written out. */
export type ReadingStyle = Readonly<Pick<SavedState, 'byteOrder' | 'integers'>>;

/** Bytes shown as text. */
const TEXT_BYTES = 16;

/** Stands where the page ends too early for a value. */
const ABSENT = '–';

/** So many digits always tell two single-precision numbers apart. */
const SINGLE_DIGITS = 9;

/** What the bytes at an offset are as integers, as floating-point numbers and as text. */
export function valuesAt(
  bytes: Uint8Array,
  offset: number,
  { byteOrder, integers }: ReadingStyle,
): ValueReading[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const room = bytes.length - offset;
  const little = byteOrder === 'little';
  const within = (size: number, read: () => string): string => (room >= size ? read() : ABSENT);
  const integer = (size: 1 | 2 | 4 | 8): ValueReading => ({
    name: `${integers === 'signed' ? 'i' : 'u'}${size * 8}`,
    value: within(size, () => {
      const unsigned = readUnsigned(view, offset, size, little);
      if (integers === 'hex') return hexadecimal(unsigned, size);
      return formatNumber(integers === 'signed' ? BigInt.asIntN(size * 8, unsigned) : unsigned);
    }),
  });
  return [
    integer(1),
    integer(2),
    integer(4),
    integer(8),
    { name: 'f32', value: within(4, () => single(view.getFloat32(offset, little))) },
    { name: 'f64', value: within(8, () => double(view.getFloat64(offset, little))) },
    {
      name: 'text',
      value: within(1, () => `"${printable(bytes.subarray(offset, offset + TEXT_BYTES))}"`),
    },
  ];
}

/** ASCII, with a dot for what cannot be shown. */
export function printable(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
  return text;
}

function readUnsigned(view: DataView, offset: number, size: number, little: boolean): bigint {
  let value = 0n;
  for (let i = 0; i < size; i++) {
    value = (value << 8n) | BigInt(view.getUint8(little ? offset + size - 1 - i : offset + i));
  }
  return value;
}

function hexadecimal(value: bigint, size: number): string {
  return `0x${value
    .toString(16)
    .toUpperCase()
    .padStart(size * 2, '0')}`;
}

/** As few digits as tell the number from its neighbours. */
function single(value: number): string {
  for (let digits = 1; digits < SINGLE_DIGITS; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return double(short);
  }
  return double(Number(value.toPrecision(SINGLE_DIGITS)));
}

/** The same; also `-0`, `NaN` and `Infinity` by name. */
function double(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
