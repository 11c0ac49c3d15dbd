import { answer, type BrowserRequest } from './inBrowser';

/** For the tests, which call them from outside. */
Object.assign(globalThis, {
  inPage: (request: BrowserRequest) => answer(request),

  inWorker: (request: BrowserRequest) =>
    new Promise((resolve, reject) => {
      const worker = new Worker('worker.entry.js');
      worker.onmessage = ({ data }: MessageEvent<unknown>) => {
        worker.terminate();
        resolve(data);
      };
      worker.onerror = ({ message }) => {
        worker.terminate();
        reject(new Error(message));
      };
      worker.postMessage(request);
    }),
});
