import type { MapModel } from '../../../src/protocol/inspector';
import type { RangeColouring } from '../colouring';
import type { PageRun } from '../pageNumbers';
import type { ColouredRange, PageFacts } from './mapWork';
import type { NumberedRequest, WorkReply, WorkRequest } from './workMessages';

/** Carries messages to whoever does the map's work. */
export interface WorkPort {
  /** Gives away the buffers in `transfer`. */
  post(message: NumberedRequest, transfer: ArrayBuffer[]): void;
  /** Called with each reply. */
  onReply: ((reply: WorkReply) => void) | undefined;
  /** Called when no more replies will come. */
  onEnd: ((reason: string) => void) | undefined;
}

interface Waiting {
  resolve(value: ColouredRange | PageFacts | undefined): void;
  reject(error: Error): void;
}

/** Asks for the map's work to be done elsewhere. Every request ends, also if the worker does. */
export class WorkClient {
  readonly #port: WorkPort;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #ended: string | undefined;

  constructor(port: WorkPort, regions: readonly PageRun[]) {
    this.#port = port;
    port.onReply = (reply) => this.#receive(reply);
    port.onEnd = (reason) => this.#end(reason);
    const runs = regions.map(({ firstGfn, pages }) => ({ firstGfn, pages }));
    // A worker that cannot be opened says so to what is asked of it next.
    this.#ask({ kind: 'open', regions: runs }).catch(() => undefined);
  }

  /** Hands over another range; the model stays the caller's. */
  async setRange(model: MapModel): Promise<void> {
    await this.#ask({ kind: 'setRange', model });
  }

  /** @param recycled given away. */
  async colour(
    colouring: RangeColouring,
    recycled: Uint8Array<ArrayBuffer> | undefined,
  ): Promise<ColouredRange> {
    const transfer = recycled === undefined ? [] : [recycled.buffer];
    const value = await this.#ask({ kind: 'colour', colouring, recycled }, transfer);
    if (value === undefined || !('codes' in value)) throw new Error('the map’s worker gave no map');
    return value;
  }

  async facts(gfn: number): Promise<PageFacts> {
    const value = await this.#ask({ kind: 'facts', gfn });
    if (value === undefined || !('count' in value))
      throw new Error('the map’s worker knows no page');
    return value;
  }

  #ask(
    request: WorkRequest,
    transfer: ArrayBuffer[] = [],
  ): Promise<ColouredRange | PageFacts | undefined> {
    if (this.#ended !== undefined) return Promise.reject(new Error(this.#ended));
    const id = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#port.post({ id, request }, transfer);
    });
  }

  #receive(reply: WorkReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ('error' in reply) waiting?.reject(new Error(reply.error));
    else waiting?.resolve(reply.value);
  }

  #end(reason: string): void {
    this.#ended = reason;
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    this.#waiting.clear();
  }
}
