/**
 * How often pages were dirtied in a range, packed for the way to the page map: a range may dirty every
 * page of a large guest, and some of the ways lead over a network. Three varints a page, in ascending
 * order of GFN:
 *
 *   GFN less that of the page before, less one (the first: its GFN)
 *   how often it was dirtied, times 2, plus 1 if it was all zero at the last of those points
 *   last point of the range less the point at which it was dirtied last
 *
 * A varint has 7 bits a byte, the lowest first; all bytes but its last have the eighth bit set.
 */

/** One element a page, in ascending order of GFN. */
export interface RangeCounts {
  readonly gfns: Uint32Array;
  readonly counts: Uint32Array;
  readonly lastPoints: Uint32Array;
  /** 1 if the page was all zero at its last point. */
  readonly zero: Uint8Array;
}

/** Fields of a page, and so the fewest bytes that one takes. */
const FIELDS = 3;

/** Values have at most 33 bits. */
const MOST_VARINT_BYTES = 5;

/** Above this, JavaScript's bit operations lose bits. */
const BITWISE_LIMIT = 2 ** 31;

/** Packs counts. @param to the range's last point. @returns bytes that fill their own buffer. */
export function packCounts(
  { gfns, counts, lastPoints, zero }: RangeCounts,
  to: number,
): Uint8Array {
  let bytes = new Uint8Array(gfns.length * (FIELDS + 1) + FIELDS * MOST_VARINT_BYTES);
  let at = 0;
  const put = (number: number): void => {
    let value = number;
    while (value >= BITWISE_LIMIT) {
      bytes[at++] = (value % 0x80) | 0x80;
      value = Math.floor(value / 0x80);
    }
    while (value >= 0x80) {
      bytes[at++] = (value & 0x7f) | 0x80;
      value >>>= 7;
    }
    bytes[at++] = value;
  };
  let next = 0;
  for (let i = 0; i < gfns.length; i++) {
    if (at + FIELDS * MOST_VARINT_BYTES > bytes.length) {
      const larger = new Uint8Array(2 * bytes.length);
      larger.set(bytes);
      bytes = larger;
    }
    put(gfns[i] - next);
    put(counts[i] * 2 + zero[i]);
    put(to - lastPoints[i]);
    next = gfns[i] + 1;
  }
  return bytes.slice(0, at);
}

/**
 * The reverse of {@link packCounts}.
 * @throws RangeError if the bytes are not those of so many pages.
 */
export function unpackCounts(packed: Uint8Array, pages: number, to: number): RangeCounts {
  if (!Number.isInteger(pages) || pages < 0 || pages * FIELDS > packed.length) {
    throw new RangeError(`${packed.length} bytes do not hold the counts of ${pages} pages`);
  }
  const columns = {
    gfns: new Uint32Array(pages),
    counts: new Uint32Array(pages),
    lastPoints: new Uint32Array(pages),
    zero: new Uint8Array(pages),
  };
  let at = 0;
  const take = (): number => {
    let value = packed[at++];
    if (value < 0x80) return value;
    value &= 0x7f;
    let unit = 0x80;
    for (let i = 1; i < MOST_VARINT_BYTES && at < packed.length; i++) {
      const byte = packed[at++];
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
      unit *= 0x80;
    }
    throw new RangeError(`the count at byte ${at} does not end`);
  };
  let next = 0;
  for (let i = 0; i < pages; i++) {
    next += take();
    columns.gfns[i] = next++;
    const count = take();
    columns.zero[i] = count % 2;
    columns.counts[i] = (count - columns.zero[i]) / 2;
    columns.lastPoints[i] = to - take();
  }
  if (at !== packed.length) {
    throw new RangeError(`the counts of ${pages} pages end at ${at} of ${packed.length} bytes`);
  }
  return columns;
}
