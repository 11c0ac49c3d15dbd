import type { DebugProtocol } from '@vscode/debugprotocol';
import { formatHex } from '../../core/gfn';
import type { Trace } from '../../trace/trace';
import { parseMemoryReference, readMemory } from './memoryReference';

/** References that are remembered; the one that was read least lately is forgotten. */
const MOST_REFERENCES = 64;

/** Bytes turned into characters at once. */
const PART_BYTES = 0x2000;

/** Reads memory for a client, and knows what it must be told when the position moves. */
export class MemoryReads {
  /** For each reference, up to where it was read, in bytes. */
  readonly #read = new Map<string, { readonly from: number; readonly to: number }>();

  /** Bytes as of a sync point. What lies behind a hole counts as unreadable, too. */
  async read(
    trace: Trace,
    point: number,
    reference: string,
    offset: number,
    count: number,
  ): Promise<NonNullable<DebugProtocol.ReadMemoryResponse['body']>> {
    const source = parseMemoryReference(reference);
    if (source === undefined) throw new RangeError(`"${reference}" is no memory`);
    const { address, bytes } = await readMemory(trace, point, source, offset, count);
    const before = this.#read.get(reference) ?? { from: offset, to: offset };
    this.#read.delete(reference);
    this.#read.set(reference, {
      from: Math.min(before.from, offset),
      to: Math.max(before.to, offset + count),
    });
    for (const oldest of this.#read.keys()) {
      if (this.#read.size <= MOST_REFERENCES) break;
      this.#read.delete(oldest);
    }
    return {
      address: formatHex(Math.max(0, address)),
      data: base64(bytes),
      ...(bytes.length < count && { unreadableBytes: count - bytes.length }),
    };
  }

  /** What was read, and may hold something else at another sync point. */
  get stale(): readonly DebugProtocol.MemoryEvent['body'][] {
    return Array.from(this.#read, ([memoryReference, { from, to }]) => ({
      memoryReference,
      offset: from,
      count: to - from,
    }));
  }
}

/** Works in Node and in a browser's worker. */
function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += PART_BYTES) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + PART_BYTES)));
  }
  return btoa(parts.join(''));
}
