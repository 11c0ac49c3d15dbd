/**
 * What the tests run in a browser's page and in its worker: reads a trace from a URL, and writes one.
 */
import { crc32 } from '../../src/web/crc32';
import { openTraceBlob } from '../../src/web/traceBlobs';
import { loadTracePlatform } from '../../src/web/tracePlatform';
import { TraceWriter } from '../../src/trace/traceWriter';
import { MemoryFile } from '../support/memoryFile';
import { describeTrace } from '../support/traceDescription';
import { generatePoints, traceHeader, type GuestOptions } from '../support/guestPoints';

/** What a page or worker is asked for. */
export type BrowserRequest =
  { readonly kind: 'describe'; readonly url: string } | ({ readonly kind: 'write' } & GuestOptions);

/** Does what is asked. @returns lines about a trace, or the bytes of one. */
export async function answer(request: BrowserRequest): Promise<string[] | number[]> {
  if (request.kind === 'describe') {
    const blob = await (await fetch(request.url)).blob();
    const trace = await openTraceBlob('browser.kemari', blob);
    try {
      return await describeTrace(trace, crc32);
    } finally {
      await trace.close();
    }
  }
  const file = new MemoryFile();
  const writer = await TraceWriter.create(file, traceHeader(), await loadTracePlatform());
  for (const point of generatePoints(request)) await writer.append(point, [point]);
  await writer.close();
  return Array.from(file.contents());
}
