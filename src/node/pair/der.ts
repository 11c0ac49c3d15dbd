/**
 * DER (ITU-T X.690) as far as a certificate needs it: each function makes one value with its tag and
 * length.
 */

/** Tags of the universal class, and of the context-specific one. */
const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;

/** From this year on a date is a GeneralizedTime (RFC 5280, 4.1.2.5). */
const FIRST_GENERALIZED_YEAR = 2050;

function tagged(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.of(tag, ...lengthOctets(body.length)), body]);
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

export const sequence = (...items: readonly Uint8Array[]): Buffer => tagged(TAG.sequence, ...items);
export const set = (...items: readonly Uint8Array[]): Buffer => tagged(TAG.set, ...items);
export const utf8 = (text: string): Buffer => tagged(TAG.utf8, Buffer.from(text, 'utf8'));
export const octetString = (bytes: Uint8Array): Buffer => tagged(TAG.octetString, bytes);
export const boolean = (value: boolean): Buffer => tagged(TAG.boolean, Buffer.of(value ? 0xff : 0));

/** A number that is not negative: its bytes, highest first. */
export function integer(bytes: Uint8Array): Buffer {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  const digits = bytes.subarray(from);
  // A first bit that is set would make it negative.
  return tagged(TAG.integer, digits[0] >= 0x80 ? Buffer.of(0) : Buffer.alloc(0), digits);
}

/** @param unusedBits bits of the last byte that do not belong to it. */
export function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return tagged(TAG.bitString, Buffer.of(unusedBits), bytes);
}

/** An object identifier, such as `2.5.4.3`. */
export function oid(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc & 0x7f];
    for (let high = arc >>> 7; high > 0; high >>>= 7) digits.unshift((high & 0x7f) | 0x80);
    return digits;
  });
  return tagged(TAG.oid, Buffer.from(octets));
}

/** A moment, to the second. */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return date.getUTCFullYear() < FIRST_GENERALIZED_YEAR
    ? tagged(TAG.utcTime, Buffer.from(`${digits.slice(2)}Z`, 'ascii'))
    : tagged(TAG.generalizedTime, Buffer.from(`${digits}Z`, 'ascii'));
}

/** A context-specific value around others. */
export function explicit(number: number, ...content: readonly Uint8Array[]): Buffer {
  return tagged(0xa0 | number, ...content);
}

/** A context-specific value instead of a primitive one. */
export function implicit(number: number, bytes: Uint8Array): Buffer {
  return tagged(0x80 | number, bytes);
}
