import { parentPort, type MessagePort } from 'node:worker_threads';
import { failedOutcome } from './workerOutcome';

/** What a worker's work is given to speak with whoever started it. */
export interface WorkerContext<Note> {
  /** Tells something before the end. */
  note(note: Note): void;
  /** Calls back when a message comes. */
  onMessage(listener: (message: unknown) => void): void;
}

/** Runs a worker: does the work, reports how it ended, and lets the thread go. */
export async function runWorker<Result, Note>(
  work: (context: WorkerContext<Note>) => Promise<Result>,
): Promise<void> {
  const port = requirePort(parentPort);
  try {
    const result = await work({
      note: (note) => port.postMessage({ kind: 'note', note }),
      onMessage: (listener) => void port.on('message', listener),
    });
    port.postMessage({ kind: 'done', result });
  } catch (error) {
    port.postMessage(failedOutcome(error));
  }
  // A listener on it would keep the thread alive.
  port.close();
}

function requirePort(port: MessagePort | null): MessagePort {
  if (!port) throw new Error('this script runs only as a worker thread');
  return port;
}
