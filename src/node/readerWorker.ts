import { parentPort, workerData } from 'node:worker_threads';
import { assemblePages } from '../trace/pageAssembly';
import { RecordReader } from '../trace/recordReader';
import { fileOfDescriptor } from './files';
import { requirePort } from './ports/workerMain';
import { failedOutcome } from './ports/workerOutcome';
import type { PagesRequest, ReaderThreadData, ReaderThreadMessage } from './readerThread';
import { loadTracePlatform } from './tracePlatform';

/** Of BLOCK records, which the pages of several requests are in. */
const CACHE_BYTES = 64 << 20;

const { descriptor, name, version, guestPages } = workerData as ReaderThreadData;
const port = requirePort(parentPort);
const source = fileOfDescriptor(descriptor, name);
const platform = await loadTracePlatform();
const records = new RecordReader(source, platform, 0, version, guestPages, CACHE_BYTES);

// One after the other, in the order in which they came.
let answered: Promise<void> = Promise.resolve();
port.on('message', (request: PagesRequest) => {
  answered = answered.then(() => answer(request));
});
port.postMessage({ kind: 'ready' } satisfies ReaderThreadMessage);

async function answer({ pages, refs, end }: PagesRequest): Promise<void> {
  try {
    if (end > records.end) records.growTo(end);
    await assemblePages(pages, refs, records);
    const message: ReaderThreadMessage = {
      kind: 'pages',
      outcome: { kind: 'done', result: pages },
    };
    port.postMessage(message, [pages.buffer as ArrayBuffer]);
  } catch (error) {
    const message: ReaderThreadMessage = { kind: 'pages', outcome: failedOutcome(error) };
    port.postMessage(message);
  }
}
