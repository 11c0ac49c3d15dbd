import script from './map.worker?text';
import type { WorkPort } from './workClient';
import type { NumberedRequest, WorkReply } from './workMessages';
import { workServer } from './workServer';

/**
 * Starts the map's worker. A webview may start workers from its own blobs only, so its script comes
 * with the page's. Where none can be started, the page does the work itself.
 */
export function startWork(): WorkPort {
  let worker: Worker;
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  try {
    worker = new Worker(url, { name: 'Kemari page map' });
  } catch {
    URL.revokeObjectURL(url);
    return inPagePort();
  }
  return workerPort(worker, url);
}

/**
 * A worker that never answered was refused, by a policy of whoever shows the page: what was asked of
 * it is then done in the page. One that fails later has lost what it knew, and says so.
 */
function workerPort(worker: Worker, url: string): WorkPort {
  let fallback: WorkPort | undefined;
  let unanswered: NumberedRequest[] | undefined = [];
  const port: WorkPort = {
    post(message, transfer) {
      if (fallback !== undefined) return fallback.post(message, transfer);
      // Nothing that can be recycled exists before the first answer, so these messages stay whole.
      unanswered?.push(message);
      worker.postMessage(message, transfer);
    },
    onReply: undefined,
    onEnd: undefined,
  };
  worker.onmessage = ({ data }: MessageEvent<WorkReply>) => {
    if (unanswered !== undefined) URL.revokeObjectURL(url);
    unanswered = undefined;
    port.onReply?.(data);
  };
  worker.onerror = (event) => {
    worker.terminate();
    if (unanswered === undefined) {
      port.onEnd?.(`the page map’s worker failed: ${event.message}`);
      return;
    }
    URL.revokeObjectURL(url);
    fallback = inPagePort();
    fallback.onReply = (reply) => port.onReply?.(reply);
    for (const message of unanswered) fallback.post(message, []);
    unanswered = undefined;
  };
  return port;
}

/** Answers in the page, each in a task of its own. */
export function inPagePort(): WorkPort {
  const port: WorkPort = {
    post: (message) => void setTimeout(() => receive(message)),
    onReply: undefined,
    onEnd: undefined,
  };
  const receive = workServer((reply) => port.onReply?.(reply));
  return port;
}
