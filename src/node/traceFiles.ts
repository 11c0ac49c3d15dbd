import type { Trace } from '../trace/trace';
import { openTrace, type OpenOptions } from '../trace/traceReader';
import { openFile } from './files';
import { loadTracePlatform } from './tracePlatform';

/** Opens the trace in a file; the trace owns the file. @throws KemariError of kind `input`. */
export async function openTraceFile(path: string, options?: OpenOptions): Promise<Trace> {
  const file = await openFile(path);
  try {
    return await openTrace(file, await loadTracePlatform(), options);
  } catch (error) {
    await file.close();
    throw error;
  }
}
