/** The map's worker: a bundle of its own, which the page's script carries as text. */
import type { NumberedRequest } from './workMessages';
import { workServer } from './workServer';

/** The part of a worker's scope that is used here; the page's types describe a window. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<NumberedRequest>) => void) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;
const receive = workServer((reply, transfer) => scope.postMessage(reply, transfer));
scope.onmessage = ({ data }) => receive(data);
