import { Emitter } from '../../src/core/events';
import type { ChannelPort } from '../../src/protocol/channel';

/** One end of a {@link connectedPorts} pair, with what was posted through it. */
export class TestPort implements ChannelPort {
  readonly posted: unknown[] = [];
  readonly #incoming = new Emitter<unknown>();
  readonly onMessage = this.#incoming.event;
  /** Takes what is posted; without one it goes nowhere. */
  peer: TestPort | undefined;

  post(message: unknown): void | PromiseLike<unknown> {
    const copy = structuredClone(message);
    this.posted.push(copy);
    const peer = this.peer;
    if (peer !== undefined) queueMicrotask(() => peer.receive(copy));
  }

  /** As if the other side had sent this. */
  receive(message: unknown): void {
    this.#incoming.fire(message);
  }
}

/** Two ports, each of which receives what the other posts, later and as a copy. */
export function connectedPorts(): [TestPort, TestPort] {
  const ports: [TestPort, TestPort] = [new TestPort(), new TestPort()];
  ports[0].peer = ports[1];
  ports[1].peer = ports[0];
  return ports;
}
