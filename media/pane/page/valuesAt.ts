import { formatCount } from '../../format/quantities';

/** A reading of the bytes at an offset, little-endian as on the guest. */
export interface ValueReading {
  readonly name: string;
  readonly value: string;
}

/** Bytes shown as text. */
const TEXT_BYTES = 8;

/** What the bytes at an offset are as integers and as text; `–` where the page ends too early. */
export function valuesAt(bytes: Uint8Array, offset: number): ValueReading[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const room = bytes.length - offset;
  const u8 = room >= 1 ? view.getUint8(offset) : undefined;
  return [
    { name: 'u8', value: u8 === undefined ? '–' : `${hexadecimal(u8)} · ${u8}` },
    { name: 'u16', value: room >= 2 ? formatCount(view.getUint16(offset, true)) : '–' },
    { name: 'u32', value: room >= 4 ? formatCount(view.getUint32(offset, true)) : '–' },
    { name: 'u64', value: room >= 8 ? hexadecimal(view.getBigUint64(offset, true)) : '–' },
    { name: 'text', value: `"${printable(bytes.subarray(offset, offset + TEXT_BYTES))}"` },
  ];
}

/** ASCII, with a dot for what cannot be shown. */
export function printable(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
  return text;
}

function hexadecimal(value: number | bigint): string {
  return `0x${value.toString(16).toUpperCase().padStart(2, '0')}`;
}
