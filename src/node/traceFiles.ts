import type { Trace } from '../trace/trace';
import { openTrace, type OpenOptions } from '../trace/traceReader';
import { openFile } from './files';
import { ReaderThread } from './readerThread';
import { loadTracePlatform } from './tracePlatform';

/** How a trace's file is read. */
export interface OpenFileOptions extends OpenOptions {
  /** Folder of the built program, with `readerWorker.js`; without it nothing is read by another thread. */
  readonly distribution?: URL;
}

/** Opens the trace in a file; the trace owns the file. @throws KemariError of kind `input`. */
export async function openTraceFile(path: string, options: OpenFileOptions = {}): Promise<Trace> {
  const file = await openFile(path);
  const { distribution, ...rest } = options;
  const { descriptor, name } = file;
  const helped: OpenOptions = {
    ...rest,
    ...(distribution === undefined
      ? {}
      : {
          startHelper: ({ version, pages }) =>
            new ReaderThread(new URL('readerWorker.js', distribution), {
              ...{ descriptor, name, version },
              guestPages: pages.pageCount,
            }),
        }),
  };
  try {
    return await openTrace(file, await loadTracePlatform(), helped);
  } catch (error) {
    await file.close();
    throw error;
  }
}
