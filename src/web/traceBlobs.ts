import type { TracePlatform } from '../trace/platform';
import type { Trace } from '../trace/trace';
import { openTrace } from '../trace/traceReader';
import { BlobFile } from './blobFile';
import { loadTracePlatform } from './tracePlatform';

/**
 * Opens the trace in a Blob.
 * @param platform of a runtime that has something faster than a browser, if it does.
 * @throws KemariError of kind `input`.
 */
export async function openTraceBlob(
  name: string,
  blob: Blob,
  platform?: TracePlatform,
): Promise<Trace> {
  return openTrace(new BlobFile(name, blob), platform ?? (await loadTracePlatform()));
}
