import type { Trace } from '../trace/trace';
import { openTrace, type OpenOptions } from '../trace/traceReader';
import { BlobFile } from './blobFile';
import { loadTracePlatform } from './tracePlatform';

/** Opens the trace in a Blob. @throws KemariError of kind `input`. */
export async function openTraceBlob(
  name: string,
  blob: Blob,
  options?: OpenOptions,
): Promise<Trace> {
  return openTrace(new BlobFile(name, blob), await loadTracePlatform(), options);
}
