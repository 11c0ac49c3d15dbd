/** How often the ends of a link say that they live, and when they are taken for gone. */
export interface HeartbeatTimes {
  /** Between two heartbeats, where nothing else is sent. */
  readonly everyMs: number;
  /** Without a byte from the peer for so long, the link is taken for broken. */
  readonly silentMs: number;
}

export const HEARTBEAT: HeartbeatTimes = { everyMs: 500, silentMs: 3_000 };

/** What a heartbeat does. */
export interface HeartbeatActions {
  beat(): void;
  silent(forMs: number): void;
}

/** Says that this end lives where nothing else does, and watches for the other end to do the same. */
export class Heartbeat {
  readonly #times: HeartbeatTimes;
  readonly #actions: HeartbeatActions;
  #timer: NodeJS.Timeout | undefined;
  #sent = false;
  #heardMs = 0;
  #tickMs = 0;
  #listening = true;

  constructor(times: HeartbeatTimes, actions: HeartbeatActions) {
    this.#times = times;
    this.#actions = actions;
  }

  start(): void {
    if (this.#timer) return;
    this.#tickMs = this.#heardMs = performance.now();
    this.#timer = setInterval(() => this.#tick(), this.#times.everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Something was sent; a heartbeat would say no more. */
  sent(): void {
    this.#sent = true;
  }

  /** Something came. */
  heard(): void {
    this.#heardMs = performance.now();
  }

  /** While nobody reads, nobody knows whether the peer is silent. */
  listen(listening: boolean): void {
    this.#listening = listening;
    this.heard();
  }

  #tick(): void {
    const now = performance.now();
    // This process stood still: what came in the meantime has not been read yet.
    const late = now - this.#tickMs > 2 * this.#times.everyMs;
    this.#tickMs = now;
    if (!this.#sent) this.#actions.beat();
    this.#sent = false;
    const silentMs = now - this.#heardMs;
    if (this.#listening && !late && silentMs > this.#times.silentMs) this.#actions.silent(silentMs);
  }
}
