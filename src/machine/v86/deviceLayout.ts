/**
 * How the state array of one of the emulator's device models becomes named leaves, bytes of a
 * capture, and a state array again. One layout serves all three, so that what a capture carries can
 * be named without the machine and nothing of it is lost.
 *
 * A device's section of a capture holds its slots in the layout's order:
 *
 *   scalar   tag u8: 0 absent, 1 false, 2 true, 3 then i32, 4 then f64
 *   vector   its elements, little-endian
 *   bytes    length varint and the bytes
 *   sparse   length varint, then for each 4096 bytes (the last may be shorter) a u8: 0 if they are all
 *            zero, else 1 and the bytes
 */
import type { ByteReader } from '../../core/byteReader';
import type { ByteWriter } from '../../core/byteWriter';
import type { DeviceSchema, LeafValue } from '../../core/deviceState';

/** Arrays that may be longer than this many bytes are written without their zero parts. */
const SPARSE_ABOVE = 32768;

const ELEMENT_BYTES = { u8: 1, u16: 2, i32: 4, f64: 8 };
type ElementType = keyof typeof ELEMENT_BYTES;

/** Positions that lead to a value: in the state array, then in nested devices' state arrays. */
type StatePath = readonly number[];

/** A number, a boolean, or nothing. */
interface ScalarSlot {
  readonly kind: 'scalar';
  readonly path: StatePath;
  readonly field: string;
}

/** A typed array of fixed length; each element is a leaf. */
interface VectorSlot {
  readonly kind: 'vector';
  readonly path: StatePath;
  readonly fields: readonly string[];
  readonly element: ElementType;
}

/** A typed array that is one leaf of bytes. */
interface BytesSlot {
  readonly kind: 'bytes';
  readonly path: StatePath;
  readonly field: string;
  readonly element: ElementType;
  readonly maxBytes: number;
  /** Whether it is written without its zero parts, as large and mostly empty arrays are. */
  readonly sparse: boolean;
}

/** One value, or array of values, of a device's state. */
export type Slot = ScalarSlot | VectorSlot | BytesSlot;

/** The layout of one device's state. */
export interface DeviceLayout {
  readonly slots: readonly Slot[];
  /** Whether it has slots of devices inside the device. */
  readonly hasNested: boolean;
  readonly schema: DeviceSchema;
}

export const scalar = (at: number, field: string): Slot => ({ kind: 'scalar', path: [at], field });

/** @param field a path with a `*` for the element's index. */
export const vector = (at: number, field: string, element: ElementType, length: number): Slot => ({
  kind: 'vector',
  path: [at],
  fields: Array.from({ length }, (_, i) => field.replace('*', String(i))),
  element,
});

export const bytes = (
  at: number,
  field: string,
  maxBytes: number,
  element: ElementType = 'u8',
): Slot => ({
  kind: 'bytes',
  path: [at],
  field,
  element,
  maxBytes,
  sparse: maxBytes > SPARSE_ABOVE,
});

/** The slots of a device inside another one. */
export function nested(at: number, prefix: string, slots: readonly Slot[]): Slot[] {
  return slots.map((slot) => {
    const path = [at, ...slot.path];
    return slot.kind === 'vector'
      ? { ...slot, path, fields: slot.fields.map((field) => `${prefix}.${field}`) }
      : { ...slot, path, field: `${prefix}.${slot.field}` };
  });
}

/** Slots that hold one scalar each, by position: `[0, 'isr'], [1, 'imr'], ...`. */
export const scalars = (...slots: readonly (readonly [number, string])[]): Slot[] =>
  slots.map(([at, field]) => scalar(at, field));

export function deviceLayout(device: string, slots: readonly Slot[]): DeviceLayout {
  const fields = slots.flatMap((slot) => (slot.kind === 'vector' ? slot.fields : [slot.field]));
  const hasNested = slots.some(({ path }) => path.length > 1);
  return { slots, hasNested, schema: { device, fields } };
}

/** Writes a state array as a section. @throws TypeError if the state does not fit the layout. */
export function writeDeviceState(
  { slots, hasNested, schema }: DeviceLayout,
  state: readonly unknown[],
  out: ByteWriter,
): void {
  const arrays = hasNested ? withNestedArrays(state) : state;
  for (const slot of slots) {
    const value = valueAt(arrays, slot.path);
    if (slot.kind === 'scalar') {
      writeScalar(value, out);
      continue;
    }
    const raw = bytesOf(value);
    if (slot.kind === 'bytes' && raw !== undefined && raw.length <= slot.maxBytes) {
      out.varint(raw.length);
      if (slot.sparse) writeSparse(raw, out);
      else out.bytes(raw);
    } else if (
      slot.kind === 'vector' &&
      raw?.length === slot.fields.length * ELEMENT_BYTES[slot.element]
    ) {
      out.bytes(raw);
    } else {
      const field = slot.kind === 'bytes' ? slot.field : slot.fields[0];
      throw new TypeError(`${schema.device}: ${field} is not an array as expected`);
    }
  }
}

/**
 * Reads a section into leaves. Leaves of bytes may be views of what is read.
 * @throws KemariError of kind `input` if the bytes are no such section.
 */
export function readDeviceState({ slots }: DeviceLayout, reader: ByteReader): LeafValue[] {
  const values: LeafValue[] = [];
  for (const slot of slots) {
    if (slot.kind === 'scalar') values.push(readScalar(slot.field, reader));
    else if (slot.kind === 'bytes') values.push(readBytes(slot, reader));
    else for (const field of slot.fields) values.push(readElement(slot.element, field, reader));
  }
  return values;
}

/**
 * Puts leaves into a state array, as the device takes it back.
 * @param base the device's state as it is: it keeps what the layout does not cover.
 */
export function stateOf(
  { slots }: DeviceLayout,
  values: readonly LeafValue[],
  base: readonly unknown[],
): unknown[] {
  const state = withNestedArrays(base);
  let next = 0;
  for (const slot of slots) {
    if (slot.kind === 'vector') {
      const elements = values.slice(next, next + slot.fields.length);
      next += elements.length;
      put(state, slot.path, typedArray(slot.element, elements.map(Number)));
      continue;
    }
    const value = values[next++];
    put(state, slot.path, slot.kind === 'scalar' ? (value ?? undefined) : arrayFrom(slot, value));
  }
  return state;
}

const SPARSE_CHUNK = 4096;
const TAG = { absent: 0, false: 1, true: 2, int: 3, double: 4 };

function writeScalar(value: unknown, out: ByteWriter): void {
  if (typeof value === 'number') {
    const isInt = (value | 0) === value && !Object.is(value, -0);
    out.u8(isInt ? TAG.int : TAG.double);
    if (isInt) out.u32(value);
    else out.f64(value);
  } else if (typeof value === 'boolean') {
    out.u8(value ? TAG.true : TAG.false);
  } else if (value === undefined || value === null) {
    out.u8(TAG.absent);
  } else {
    throw new TypeError(`a device's state holds a ${typeof value} where a number was expected`);
  }
}

function readScalar(field: string, reader: ByteReader): LeafValue {
  const tag = reader.u8(field);
  if (tag === TAG.int) return reader.u32(field) | 0;
  if (tag === TAG.double) return reader.f64(field);
  if (tag === TAG.false) return false;
  if (tag === TAG.true) return true;
  if (tag === TAG.absent) return null;
  throw reader.unexpected(`a value of ${field}`, `tag ${tag}`);
}

function readElement(element: ElementType, field: string, reader: ByteReader): number {
  if (element === 'u8') return reader.u8(field);
  if (element === 'u16') return reader.u16(field);
  if (element === 'i32') return reader.u32(field) | 0;
  return reader.f64(field);
}

function writeSparse(raw: Uint8Array, out: ByteWriter): void {
  for (let at = 0; at < raw.length; at += SPARSE_CHUNK) {
    const chunk = raw.subarray(at, at + SPARSE_CHUNK);
    if (isZero(chunk)) {
      out.u8(0);
    } else {
      out.u8(1);
      out.bytes(chunk);
    }
  }
}

function readBytes(slot: BytesSlot, reader: ByteReader): Uint8Array {
  const { field, element, maxBytes, sparse } = slot;
  const length = reader.varint(`length of ${field}`);
  if (length > maxBytes || length % ELEMENT_BYTES[element] !== 0) {
    throw reader.unexpected(`${field} of at most ${maxBytes} bytes`, `${length} bytes`);
  }
  if (!sparse) return reader.bytes(length, field);
  const raw = new Uint8Array(length);
  for (let at = 0; at < length; at += SPARSE_CHUNK) {
    const kind = reader.u8(field);
    if (kind === 1) raw.set(reader.bytes(Math.min(SPARSE_CHUNK, length - at), field), at);
    else if (kind !== 0) throw reader.unexpected(`a piece of ${field}`, `kind ${kind}`);
  }
  return raw;
}

function isZero(chunk: Uint8Array): boolean {
  let at = 0;
  if (chunk.byteOffset % 4 === 0) {
    const words = new Uint32Array(chunk.buffer, chunk.byteOffset, chunk.length >>> 2);
    // Eight at a time, as nearly all that is looked at is zero.
    for (let i = 0; i + 8 <= words.length; i += 8) {
      const low = words[i] | words[i + 1] | words[i + 2] | words[i + 3];
      const high = words[i + 4] | words[i + 5] | words[i + 6] | words[i + 7];
      if ((low | high) !== 0) return false;
    }
    at = (words.length & ~7) * 4;
  }
  for (; at < chunk.length; at++) if (chunk[at] !== 0) return false;
  return true;
}

function valueAt(state: readonly unknown[], path: StatePath): unknown {
  let value: unknown = state;
  for (const at of path) value = Array.isArray(value) ? value[at] : undefined;
  return value;
}

/** A state array as such, or that of a device. */
function asStateArray(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  return hasState(value) ? value.get_state() : undefined;
}

function hasState(value: unknown): value is { get_state(): unknown[] } {
  return typeof value === 'object' && value !== null && 'get_state' in value;
}

/** A copy in which nested devices are replaced by their state arrays, which is what they take back. */
function withNestedArrays(state: readonly unknown[]): unknown[] {
  return state.map((value) => {
    const array = asStateArray(value);
    return array === undefined ? value : withNestedArrays(array);
  });
}

function put(state: unknown[], path: StatePath, value: unknown): void {
  let array = state;
  for (const at of path.slice(0, -1)) {
    const inner = array[at];
    if (!Array.isArray(inner)) throw new TypeError(`no nested device at position ${at}`);
    array = inner;
  }
  array[path[path.length - 1]] = value;
}

/** The bytes of a typed array, or of the emulator's proxy of one, which is no real view. */
function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const { buffer, byteOffset, length, BYTES_PER_ELEMENT } = value as Partial<Uint8Array>;
  if (buffer === undefined || length === undefined) return undefined;
  return new Uint8Array(buffer, byteOffset, length * (BYTES_PER_ELEMENT ?? 1));
}

function typedArray(element: ElementType, elements: readonly number[]): ArrayBufferView {
  if (element === 'u8') return Uint8Array.from(elements);
  if (element === 'u16') return Uint16Array.from(elements);
  return element === 'i32' ? Int32Array.from(elements) : Float64Array.from(elements);
}

function arrayFrom({ element, field }: BytesSlot, value: LeafValue): ArrayBufferView {
  if (!(value instanceof Uint8Array)) throw new TypeError(`${field} is not an array of bytes`);
  // A copy, since devices keep what they are given.
  const { buffer } = value.slice();
  if (element === 'u8') return new Uint8Array(buffer);
  if (element === 'u16') return new Uint16Array(buffer);
  return element === 'i32' ? new Int32Array(buffer) : new Float64Array(buffer);
}
