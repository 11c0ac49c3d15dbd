import type { Link } from '../../src/engine/link';

/** What becomes of bytes that are sent: the pieces that arrive instead of them. */
export type Fault = (bytes: Uint8Array) => readonly Uint8Array[];

/** One end of a link in memory. */
export class MemoryLink implements Link {
  readonly sharesMemory = false;
  /** Applied to what this end sends. */
  fault: Fault | undefined;
  #other: MemoryLink | undefined;
  #closed = false;
  readonly #arrived: Uint8Array[] = [];
  #waiting: ((bytes: Uint8Array | undefined) => void) | undefined;

  constructor(readonly peer: string) {}

  /** Two ends of one link. */
  static pair(): { active: MemoryLink; passive: MemoryLink } {
    const active = new MemoryLink('passive');
    const passive = new MemoryLink('active');
    active.#other = passive;
    passive.#other = active;
    return { active, passive };
  }

  send(frames: Uint8Array): Promise<void> {
    // A copy, as a wire would make one: the sender may use its buffer again.
    const bytes = frames.slice();
    for (const piece of this.fault ? this.fault(bytes) : [bytes]) this.#deliver(piece);
    return Promise.resolve();
  }

  receive(): Promise<Uint8Array | undefined> {
    const bytes = this.#arrived.shift();
    if (bytes || this.#closed) return Promise.resolve(bytes);
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  close(): void {
    for (const end of [this, this.#other]) {
      if (!end) continue;
      end.#closed = true;
      end.#waiting?.(undefined);
      end.#waiting = undefined;
    }
  }

  #deliver(bytes: Uint8Array): void {
    if (this.#other) this.#other.#arrive(bytes);
  }

  #arrive(bytes: Uint8Array): void {
    if (this.#closed) return;
    if (!this.#waiting) {
      this.#arrived.push(bytes);
      return;
    }
    this.#waiting(bytes);
    this.#waiting = undefined;
  }
}
