import { loadTracePlatform } from '../../src/node/tracePlatform';
import type { RecordedPoint } from '../../src/trace/trace';
import {
  TraceWriter,
  type NewTraceHeader,
  type TraceWriterOptions,
} from '../../src/trace/traceWriter';
import { traceHeader } from './guestPoints';
import { MemoryFile } from './memoryFile';

export { generatePoints, SMALL_SPACE, traceHeader, type GuestOptions } from './guestPoints';

/** Writes points to a file in memory; closes the trace unless told otherwise. */
export async function writeTrace(
  points: Iterable<RecordedPoint>,
  options: {
    readonly header?: NewTraceHeader;
    readonly file?: MemoryFile;
    readonly leaveOpen?: boolean;
    readonly writer?: TraceWriterOptions;
  } = {},
): Promise<MemoryFile> {
  const { header = traceHeader(), file = new MemoryFile(), leaveOpen = false } = options;
  const platform = await loadTracePlatform();
  const writer = await TraceWriter.create(file, header, platform, options.writer);
  for (const point of points) await writer.append(point, [point]);
  if (!leaveOpen) await writer.close();
  return file;
}
