/** What sync points and changes look like in JSON; `docs/cli.md` describes it for whoever reads it. */
import type { FieldChange, LeafValue } from '../../core/deviceState';
import type { SyncPoint } from '../../core/syncPoint';

/** A leaf's value: what JSON has no type for becomes text. */
export type JsonLeaf = number | boolean | string | null;

/** A change of a leaf; a side on which it does not exist is left out. */
export interface JsonChange {
  readonly device: string;
  readonly field: string;
  readonly before?: JsonLeaf;
  readonly after?: JsonLeaf;
}

/**
 * A leaf as JSON: whole numbers up to 2^53 and fractions are numbers; bigints are decimal digits, and
 * what is not finite its name; bytes are hex digits, two a byte.
 */
export function leafToJson(value: LeafValue): JsonLeaf {
  if (value instanceof Uint8Array) return bytesToHex(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value;
}

const HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** `00ff10`: two digits a byte. */
export function bytesToHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX_PAIRS[byte];
  return text;
}

/** See {@link JsonChange}. */
export function changeToJson({ device, field, before, after }: FieldChange): JsonChange {
  return {
    device,
    field,
    ...(before === undefined ? {} : { before: leafToJson(before) }),
    ...(after === undefined ? {} : { after: leafToJson(after) }),
  };
}

/** A sync point with exactly the fields that are documented, whatever else the object carries. */
export function pointToJson(point: SyncPoint): SyncPoint {
  const { stop, collect, devices, copy, send, ack, resume } = point.phasesUs;
  return {
    point: point.point,
    epochStartUs: point.epochStartUs,
    timeUs: point.timeUs,
    cause: point.cause,
    outputs: point.outputs.map(({ kind, bytes }) => ({ kind, bytes })),
    dirtyPages: point.dirtyPages,
    zeroPages: point.zeroPages,
    sentBytes: point.sentBytes,
    phasesUs: { stop, collect, devices, copy, send, ack, resume },
    pauseUs: point.pauseUs,
    changedDevices: point.changedDevices,
  };
}
