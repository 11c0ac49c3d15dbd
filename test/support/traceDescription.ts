import type { LeafValue } from '../../src/core/deviceState';
import { asGfn } from '../../src/core/gfn';
import type { Crc32 } from '../../src/core/ports';
import type { Trace } from '../../src/trace/trace';

/** Whatever a trace answers to, as text that is the same on every platform. */
export async function describeTrace(trace: Trace, crc32: Crc32): Promise<string[]> {
  const lines: string[] = [];
  const last = trace.pointCount - 1;
  const say = (what: string, value: unknown): void => {
    lines.push(`${what} ${JSON.stringify(value)}`);
  };
  say('header', { ...trace.header, pages: trace.header.pages.regions });
  say('end', [trace.pointCount, trace.complete, trace.notices]);
  say('points', await trace.points(0, last));
  say('figures', await trace.figures(0, last));
  const { gfns, counts, lastPoints } = await trace.dirtyCounts(0, last);
  say('heat', [Array.from(gfns), Array.from(counts), Array.from(lastPoints)]);
  for (let at = 0; at <= last; at += 1 + Math.floor(last / 20)) {
    const { gfns: dirty } = await trace.dirtyPages(at);
    for (const gfn of dirty) {
      const page = await trace.page(asGfn(gfn), at);
      say(`page ${gfn}`, [page.point, page.zero, crc32(page.bytes)]);
    }
    for (const { kind, data } of await trace.outputs(at)) say(kind, crc32(data));
    for (const { schema, values } of await trace.devices(at)) {
      say(schema.device, [schema.fields, values.map((value) => leafText(value, crc32))]);
    }
  }
  for (const gfn of gfns.slice(0, 20)) {
    say(`history ${gfn}`, Array.from(await trace.pageHistory(asGfn(gfn), 0, last)));
  }
  let memory = 0;
  for await (const piece of trace.memory(last)) memory = crc32(piece, memory);
  say('memory', memory);
  return lines;
}

function leafText(value: LeafValue, crc32: Crc32): string {
  if (value instanceof Uint8Array) return `bytes ${value.length} ${crc32(value)}`;
  return `${typeof value} ${String(value)}`;
}
