import { parentPort, type MessagePort } from 'node:worker_threads';
import { failedOutcome } from './workerOutcome';

/** How a worker speaks with whoever started it. */
export interface WorkerContext<Note> {
  /** Tells something before the end. */
  note(note: Note): void;
  /** Calls back at every message. */
  onMessage(listener: () => void): void;
}

/**
 * Runs a worker: waits for its data, does the work, reports how that ended, and lets the thread go.
 *
 * @param work listens on the ports in its data before it first waits for anything: a port that is
 *   closed by the other side while nobody listens never says so.
 */
export function runWorker<Data, Result, Note>(
  work: (data: Data, context: WorkerContext<Note>) => Promise<Result>,
): void {
  const port = requirePort(parentPort);
  port.once('message', (data: Data) => void run(port, () => work(data, contextOf(port))));
}

async function run(port: MessagePort, work: () => Promise<unknown>): Promise<void> {
  try {
    port.postMessage({ kind: 'done', result: await work() });
  } catch (error) {
    port.postMessage(failedOutcome(error));
  }
  // Listening on it would keep the thread alive.
  port.close();
}

function contextOf<Note>(port: MessagePort): WorkerContext<Note> {
  return {
    note: (note) => port.postMessage({ kind: 'note', note }),
    onMessage: (listener) => void port.on('message', listener),
  };
}

/** The port to whoever started this thread. @throws Error in the main thread. */
export function requirePort(port: MessagePort | null): MessagePort {
  if (!port) throw new Error('this script runs only as a worker thread');
  return port;
}
