/** Encodings that several kinds of records share. */
import type { ByteReader } from '../core/byteReader';
import type { ByteWriter } from '../core/byteWriter';
import { PHASES, phaseTimes, type PhaseTimes } from '../core/syncPoint';

/** Writes microseconds as whole nanoseconds. @throws RangeError if negative or beyond 104 days. */
export function writeNanoseconds(out: ByteWriter, microseconds: number): void {
  out.varint(nanoseconds(microseconds));
}

/** Microseconds as whole nanoseconds. @throws RangeError if negative or beyond 104 days. */
export function nanoseconds(microseconds: number): number {
  const value = Math.round(microseconds * 1000);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${microseconds} is not a time in a trace, in microseconds`);
  }
  return value;
}

/** Reads nanoseconds; returns microseconds. */
export function readNanoseconds(reader: ByteReader, what: string): number {
  return reader.varint(what) / 1000;
}

/** Writes the time in each phase, in their order. */
export function writePhases(out: ByteWriter, phases: PhaseTimes): void {
  for (const phase of PHASES) writeNanoseconds(out, phases[phase]);
}

/** The other half of {@link writePhases}. */
export function readPhases(reader: ByteReader): PhaseTimes {
  return phaseTimes(PHASES.map((phase) => readNanoseconds(reader, `time of phase ${phase}`)));
}

/** Writes a whole number of either sign: 0, -1, 1, -2, ... become 0, 1, 2, 3, ... */
export function writeSigned(out: ByteWriter, value: number): void {
  const magnitude = value < 0 ? -value - 1 : value;
  // The first byte by itself, since twice the number may have more digits than a number here.
  const low = (magnitude % 64) * 2 + (value < 0 ? 1 : 0);
  if (magnitude < 64) out.u8(low);
  else {
    out.u8(low + 0x80);
    out.varint(Math.floor(magnitude / 64));
  }
}

/** The other half of {@link writeSigned}. */
export function readSigned(reader: ByteReader, what: string): number {
  const first = reader.u8(what);
  const high = first < 0x80 ? 0 : reader.varint(what);
  const magnitude = high * 64 + ((first & 0x7f) >>> 1);
  if (magnitude >= Number.MAX_SAFE_INTEGER) {
    throw reader.unexpected(`${what} below 2^53`, 'a larger number');
  }
  return (first & 1) === 1 ? -magnitude - 1 : magnitude;
}

/** Writes how many ascending numbers there are, the first, and the gaps less one between them. */
export function writeGaps(out: ByteWriter, ascending: ArrayLike<number>): void {
  out.varint(ascending.length);
  let next = 0;
  for (let i = 0; i < ascending.length; i++) {
    out.varint(ascending[i] - next);
    next = ascending[i] + 1;
  }
}

/** The other half of {@link writeGaps}. */
export function readGaps(reader: ByteReader, what: string): number[] {
  const count = reader.count(what, 1);
  const numbers: number[] = [];
  let next = 0;
  for (let i = 0; i < count; i++) {
    const value = next + reader.varint(what);
    numbers.push(value);
    next = value + 1;
  }
  return numbers;
}

/** Reads how far before `own` another record stands; returns its offset, or 0 if there is none. */
export function readDistance(reader: ByteReader, own: number, what: string): number {
  const distance = reader.varint(what);
  if (distance === 0) return 0;
  if (distance >= own) throw reader.unexpected(`${what} below ${own}`, `${distance}`);
  return own - distance;
}
