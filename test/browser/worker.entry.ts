import { answer, type BrowserRequest } from './inBrowser';

onmessage = ({ data }: MessageEvent<BrowserRequest>) => {
  answer(data).then(postMessage, (error: unknown) => {
    // As an uncaught error it reaches whoever started the worker.
    setTimeout(() => {
      throw error;
    });
  });
};
