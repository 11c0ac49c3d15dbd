import type { LeafValue } from '../../core/deviceState';
import { asGuestAddress, formatHex, gfnOf, PAGE_SIZE, type GuestAddress } from '../../core/gfn';
import type { PageSpace } from '../../core/guestMemory';
import { readMemoryBytes } from '../../replay/memoryBytes';
import type { Trace } from '../../trace/trace';

/** Most bytes that are read at once. */
const MOST_BYTES = 16 << 20;

/** Bytes that a client can read: of guest memory, of a field of a device, of an output. */
export type MemorySource =
  | { readonly kind: 'guest'; readonly start: GuestAddress }
  | { readonly kind: 'field'; readonly device: string; readonly field: string }
  | { readonly kind: 'output'; readonly number: number };

/** What was read of a source. */
export interface MemoryRead {
  /** Of the first byte: in guest memory, or in the source. */
  readonly address: number;
  /** Up to where the source has a hole, or ends. */
  readonly bytes: Uint8Array;
}

/** The source as a reference, the same at every sync point. */
export function formatMemoryReference(source: MemorySource): string {
  switch (source.kind) {
    case 'guest':
      return formatHex(source.start);
    case 'field':
      return `field:${source.device}:${source.field}`;
    case 'output':
      return `output:${source.number}`;
  }
}

/** Reads what {@link formatMemoryReference} writes; an address also as a user types it. */
export function parseMemoryReference(reference: string): MemorySource | undefined {
  const field = /^field:([^:]+):(.+)$/s.exec(reference);
  if (field !== null) return { kind: 'field', device: field[1], field: field[2] };
  const output = /^output:(\d{1,9})$/.exec(reference);
  if (output !== null) return { kind: 'output', number: Number(output[1]) };
  if (!/^(0x[0-9a-f]{1,13}|\d{1,15})$/i.test(reference)) return undefined;
  return { kind: 'guest', start: asGuestAddress(Number(reference)) };
}

/**
 * Bytes of a source as of a sync point.
 * @param offset of the first, from where the source begins; may be negative in guest memory.
 * @throws RangeError if it is too much at once, or there is no such source.
 */
export async function readMemory(
  trace: Trace,
  point: number,
  source: MemorySource,
  offset: number,
  count: number,
): Promise<MemoryRead> {
  if (count > MOST_BYTES) {
    throw new RangeError(`${count} bytes are too much at once; ${MOST_BYTES} are not`);
  }
  if (source.kind === 'guest') {
    const address = source.start + offset;
    return { address, bytes: await readGuest(trace, point, address, count) };
  }
  const all = await bytesOf(trace, point, source);
  const start = Math.max(0, offset);
  return {
    address: start,
    bytes: offset < 0 ? all.subarray(0, 0) : all.subarray(start, start + count),
  };
}

async function readGuest(
  trace: Trace,
  point: number,
  address: number,
  count: number,
): Promise<Uint8Array> {
  const { pages } = trace.header;
  const readable = readableFrom(pages, address, count);
  if (readable === 0) return new Uint8Array();
  const page = gfnOf(asGuestAddress(address));
  const start = pages.indexOf(page) * PAGE_SIZE + (address % PAGE_SIZE);
  return readMemoryBytes(trace, point, start, start + readable);
}

/** How many bytes there are from an address on, up to a hole. */
function readableFrom({ regions }: PageSpace, address: number, count: number): number {
  let end = address;
  for (const { start, bytes } of regions) {
    if (start <= end && start + bytes > end) end = start + bytes;
  }
  return Math.min(count, end - address);
}

async function bytesOf(
  trace: Trace,
  point: number,
  source: Exclude<MemorySource, { readonly kind: 'guest' }>,
): Promise<Uint8Array> {
  if (source.kind === 'output') {
    const output = (await trace.outputs(point)).at(source.number);
    if (output === undefined) throw new RangeError(`there is no output ${source.number}`);
    return output.data;
  }
  const state = (await trace.devices(point)).find(({ schema }) => schema.device === source.device);
  const value: LeafValue | undefined = state?.values[state.schema.fields.indexOf(source.field)];
  if (value instanceof Uint8Array) return value;
  throw new RangeError(`${source.device} has no bytes ${source.field}`);
}
