import type { PagePicture } from '../protocol/inspectorChannel';

/** How every PNG file begins: RFC 2083, section 3.1. */
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Larger than a picture of the largest screen. */
const MAX_PNG_BYTES = 64 << 20;

/** The bytes of a picture that a page made. @throws TypeError if they are no PNG file. */
export function checkedPng({ png }: Partial<Record<keyof PagePicture, unknown>>): Uint8Array {
  if (
    !(png instanceof Uint8Array) ||
    png.length > MAX_PNG_BYTES ||
    !PNG_SIGNATURE.every((byte, i) => png[i] === byte)
  ) {
    throw new TypeError('the page did not make a PNG file');
  }
  return png;
}
