import { createHash, type Hash } from 'node:crypto';
import type { DeviceState, LeafValue } from '../../src/core/deviceState';
import { asGfn } from '../../src/core/gfn';
import type { Trace } from '../../src/trace/trace';

/** What a trace holds, short enough to be kept beside it. */
export interface TraceDigest {
  readonly points: number;
  readonly complete: boolean;
  /** SHA-256 over every sync point with its outputs, dirty pages and their bytes, and devices. */
  readonly contents: string;
  /** SHA-256 over the whole memory as of some points, by their numbers. */
  readonly memory: Readonly<Record<string, string>>;
}

/** Reads all of a trace, by the methods that its users have. */
export async function digestOf(trace: Trace): Promise<TraceDigest> {
  const last = trace.pointCount - 1;
  const contents = createHash('sha256');
  add(contents, { ...trace.header, pages: trace.header.pages.regions });
  for (let at = 0; at <= last; at++) {
    add(contents, await trace.point(at));
    for (const { data, ...facts } of await trace.outputs(at)) {
      add(contents, facts);
      contents.update(data);
    }
    const { gfns, zero } = await trace.dirtyPages(at);
    add(contents, [Array.from(gfns), Array.from(zero)]);
    for (const gfn of gfns) contents.update((await trace.page(asGfn(gfn), at)).bytes);
    for (const device of await trace.devices(at)) addDevice(contents, device);
  }
  const memory: Record<string, string> = {};
  for (const at of new Set([0, Math.floor(last / 3), last])) {
    const hash = createHash('sha256');
    for await (const piece of trace.memory(at)) hash.update(piece);
    memory[at] = hash.digest('hex');
  }
  const { complete } = trace;
  return { points: last + 1, complete, contents: contents.digest('hex'), memory };
}

function add(hash: Hash, value: unknown): void {
  hash.update(`${JSON.stringify(value)}\n`);
}

function addDevice(hash: Hash, { schema, values }: DeviceState): void {
  add(hash, schema);
  for (const value of values) hash.update(`${leafText(value)}\n`);
}

/** Tells apart what JSON would not: -0, NaN, bigints, bytes, and lone surrogates. */
function leafText(value: LeafValue): string {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (typeof value === 'number' && Object.is(value, -0)) return 'number -0';
  return typeof value === 'string' ? JSON.stringify(value) : `${typeof value} ${String(value)}`;
}
