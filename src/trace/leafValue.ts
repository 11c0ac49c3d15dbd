/**
 * A leaf of device state: u8 tag, then
 *
 *   0 null · 1 false · 2 true
 *   3 whole number >= 0: varint          4 whole number < 0: varint of its magnitude
 *   5 any other number: f64              6 bigint >= 0, 7 bigint < 0: varint length, magnitude
 *   8 text: varint length, UTF-8         9 bytes: varint length, the bytes
 *   10 bytes as a patch of the leaf before, which has the same length: varint runs; each:
 *      varint bytes kept, varint bytes replaced, the new bytes
 *   11 text with lone surrogates: varint length in UTF-16 units, the units
 */
import type { ByteReader } from '../core/byteReader';
import type { ByteWriter } from '../core/byteWriter';
import type { LeafValue } from '../core/deviceState';
import { MAX_BIGINT_BYTES, MAX_RECORD_BYTES } from './format';

const Tag = {
  NULL: 0,
  FALSE: 1,
  TRUE: 2,
  WHOLE: 3,
  NEGATIVE: 4,
  FLOAT: 5,
  BIGINT: 6,
  NEGATIVE_BIGINT: 7,
  TEXT: 8,
  BYTES: 9,
  PATCH: 10,
  UTF16: 11,
} as const;

const BIGINT_END = 2n ** BigInt(8 * MAX_BIGINT_BYTES);

/** Equal bytes between two changed runs that are cheaper to repeat than a new run's head. */
const RUN_JOIN = 4;

/** @throws RangeError if a trace cannot hold the value. */
export function checkLeaf(value: LeafValue): void {
  if (typeof value !== 'bigint' || (value < BIGINT_END && value > -BIGINT_END)) return;
  throw new RangeError(`a bigint in a device has at most ${MAX_BIGINT_BYTES} bytes`);
}

/** Writes a leaf. @param before the leaf's value in the base, if there is one to patch. */
export function writeLeaf(out: ByteWriter, value: LeafValue, before?: LeafValue): void {
  if (value === null) out.u8(Tag.NULL);
  else if (typeof value === 'boolean') out.u8(value ? Tag.TRUE : Tag.FALSE);
  else if (typeof value === 'number') writeNumber(out, value);
  else if (typeof value === 'bigint') writeBigint(out, value);
  else if (typeof value === 'string') writeText(out, value);
  else if (before instanceof Uint8Array && before.length === value.length) {
    out.u8(Tag.PATCH);
    writePatch(out, before, value);
  } else {
    out.u8(Tag.BYTES);
    out.varint(value.length);
    out.bytes(value);
  }
}

function writeNumber(out: ByteWriter, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    out.u8(value < 0 ? Tag.NEGATIVE : Tag.WHOLE);
    out.varint(Math.abs(value));
  } else {
    out.u8(Tag.FLOAT);
    out.f64(value);
  }
}

function writeBigint(out: ByteWriter, value: bigint): void {
  out.u8(value < 0n ? Tag.NEGATIVE_BIGINT : Tag.BIGINT);
  const hex = (value < 0n ? -value : value).toString(16);
  const digits = hex.length % 2 === 1 ? `0${hex}` : hex;
  out.varint(digits.length / 2);
  for (let at = digits.length - 2; at >= 0; at -= 2) {
    out.u8(parseInt(digits.slice(at, at + 2), 16));
  }
}

function writeText(out: ByteWriter, value: string): void {
  if (!/\p{Surrogate}/u.test(value)) {
    out.u8(Tag.TEXT);
    out.string(value);
    return;
  }
  out.u8(Tag.UTF16);
  out.varint(value.length);
  for (let i = 0; i < value.length; i++) out.u16(value.charCodeAt(i));
}

function writePatch(out: ByteWriter, before: Uint8Array, after: Uint8Array): void {
  const runs: number[] = [];
  let at = 0;
  for (;;) {
    while (at < after.length && before[at] === after[at]) at++;
    if (at === after.length) break;
    const start = at;
    let end = at + 1;
    for (at = end; at < after.length && at - end < RUN_JOIN; at++) {
      if (before[at] !== after[at]) end = at + 1;
    }
    runs.push(start, end);
    at = end;
  }
  out.varint(runs.length / 2);
  let kept = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const [start, end] = [runs[i], runs[i + 1]];
    out.varint(start - kept);
    out.varint(end - start);
    out.bytes(after.subarray(start, end));
    kept = end;
  }
}

/** Reads a leaf; the result is its own. @param before the leaf's value in the base, if there is one. */
export function readLeaf(reader: ByteReader, before?: LeafValue): LeafValue {
  const tag = reader.u8('tag of a leaf');
  switch (tag) {
    case Tag.NULL:
      return null;
    case Tag.FALSE:
      return false;
    case Tag.TRUE:
      return true;
    case Tag.WHOLE:
      return reader.varint('a whole number');
    case Tag.NEGATIVE:
      return -reader.varint('a negative number');
    case Tag.FLOAT:
      return reader.f64('a number');
    case Tag.BIGINT:
      return readMagnitude(reader);
    case Tag.NEGATIVE_BIGINT:
      return -readMagnitude(reader);
    case Tag.TEXT:
      return reader.string('text', MAX_RECORD_BYTES);
    case Tag.BYTES:
      return reader.bytes(reader.varint('length of bytes'), 'bytes').slice();
    case Tag.PATCH:
      return readPatch(reader, before);
    case Tag.UTF16: {
      const units = Array.from({ length: reader.count('length of text', 2) }, () =>
        String.fromCharCode(reader.u16('text')),
      );
      return units.join('');
    }
    default:
      throw reader.unexpected('a tag of a leaf', `${tag}`);
  }
}

function readMagnitude(reader: ByteReader): bigint {
  const length = reader.varint('length of a bigint');
  if (length > MAX_BIGINT_BYTES) {
    throw reader.unexpected(`a bigint of at most ${MAX_BIGINT_BYTES} bytes`, `${length}`);
  }
  const digits = Array.from(reader.bytes(length, 'a bigint'), (byte) =>
    byte.toString(16).padStart(2, '0'),
  );
  return BigInt(`0x0${digits.reverse().join('')}`);
}

function readPatch(reader: ByteReader, before: LeafValue | undefined): Uint8Array {
  if (!(before instanceof Uint8Array)) {
    throw reader.unexpected('a patch of bytes', 'a patch of another leaf');
  }
  const bytes = before.slice();
  const runs = reader.count('number of runs', 2);
  let at = 0;
  for (let i = 0; i < runs; i++) {
    at += reader.varint('bytes kept');
    const length = reader.varint('bytes replaced');
    if (at + length > bytes.length) {
      throw reader.unexpected(`a run below ${bytes.length}`, `one to ${at + length}`);
    }
    bytes.set(reader.bytes(length, 'new bytes'), at);
    at += length;
  }
  return bytes;
}
