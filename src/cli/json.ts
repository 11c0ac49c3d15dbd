import type { FieldChange, LeafValue } from '../core/deviceState';
import { formatHex } from '../core/gfn';
import type { SyncPoint } from '../core/syncPoint';
import type { TextOutput } from './terminal';

/** The shapes that `--json` prints; `docs/cli.md` describes them for whoever reads them. */

/** A leaf's value: what JSON has no type for becomes text. */
type JsonLeaf = number | boolean | string | null;

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

/** `00ff10`: two digits a byte. */
export function bytesToHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** A change; a side on which the leaf does not exist is left out. */
export function changeToJson(change: FieldChange): {
  device: string;
  field: string;
  before?: JsonLeaf;
  after?: JsonLeaf;
} {
  const { device, field, before, after } = change;
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

/** GFNs as they stand in JSON: `"0x1f3"`. */
export function gfnsToJson(gfns: Iterable<number>): string[] {
  return Array.from(gfns, formatHex);
}

/** Prints one value on a line of its own. */
export async function writeJson(output: TextOutput, value: unknown): Promise<void> {
  await output.write(`${JSON.stringify(value)}\n`);
}

/**
 * Prints one object whose last field is a list too long to be held: the fields first, then the list's
 * items as they come, each on a line of its own.
 */
export async function writeJsonWithList(
  output: TextOutput,
  fields: object,
  list: string,
  batches: AsyncIterable<readonly unknown[]>,
): Promise<void> {
  const head = JSON.stringify(fields).slice(0, -1);
  await output.write(`${head}${head === '{' ? '' : ','}${JSON.stringify(list)}:[`);
  let separator = '\n';
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    await output.write(separator + batch.map((item) => JSON.stringify(item)).join(',\n'));
    separator = ',\n';
  }
  await output.write(']}\n');
}
