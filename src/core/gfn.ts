/**
 * Guest frame numbers and guest physical addresses, kept apart by the type checker.
 *
 * Both are plain numbers underneath: a physical address of a PC has at most 52 bits, which a double
 * holds exactly, and the paths that handle tens of thousands of pages a second cannot afford bigint.
 */

declare const gfnBrand: unique symbol;
declare const guestAddressBrand: unique symbol;

/** A guest frame number: guest physical address / 4096. */
export type Gfn = number & { readonly [gfnBrand]: true };

/** A guest physical address in bytes. */
export type GuestAddress = number & { readonly [guestAddressBrand]: true };

/** Bytes in a page of every machine that Kemari records. */
export const PAGE_SIZE = 4096;

/** log2 of {@link PAGE_SIZE}. */
export const PAGE_SHIFT = 12;

/** The highest frame number whose page still lies inside a 52-bit physical address space. */
export const MAX_GFN = 2 ** 40 - 1;

/** Marks a number as a GFN. @throws RangeError if it is not a whole number in [0, {@link MAX_GFN}]. */
export function asGfn(value: number): Gfn {
  if (!Number.isInteger(value) || value < 0 || value > MAX_GFN) {
    throw new RangeError(`${value} is not a guest frame number`);
  }
  return value as Gfn;
}

/** Marks a number as a guest address. @throws RangeError if it is outside a 52-bit address space. */
export function asGuestAddress(value: number): GuestAddress {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 52) {
    throw new RangeError(`${value} is not a guest physical address`);
  }
  return value as GuestAddress;
}

/** The frame that holds this address. */
export function gfnOf(address: GuestAddress): Gfn {
  return Math.floor(address / PAGE_SIZE) as Gfn;
}

/** The address of the frame's first byte. */
export function addressOf(gfn: Gfn): GuestAddress {
  return (gfn * PAGE_SIZE) as GuestAddress;
}

/** `0x1f3`: how GFNs and addresses are written in text and in JSON. */
export function formatHex(value: number): string {
  return `0x${value.toString(16)}`;
}

/**
 * Reads what {@link formatHex} writes; also decimal, as a user may type it.
 * @returns undefined if the text is neither, or no GFN.
 */
export function parseGfn(text: string): Gfn | undefined {
  if (!/^(0x[0-9a-f]+|[0-9]+)$/i.test(text)) return undefined;
  const value = Number(text);
  return value <= MAX_GFN ? asGfn(value) : undefined;
}
