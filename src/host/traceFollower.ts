import type { Disposable } from '../core/disposables';
import type { InspectorSession } from './inspectorSession';

/** Between two looks at a recording that runs, or may. */
const LOOK_MS = 500;
/** How much rarer looks are when it has not grown for some time: it broke off, or its guest is idle. */
const IDLE_FACTOR = 10;
/** Looks in vain after which they become rarer. */
const LOOKS_IN_VAIN = 10;

/** Looks again and again whether a recording has grown, until it was closed. */
export class TraceFollower implements Disposable {
  readonly #session: InspectorSession;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #inVain = 0;
  #disposed = false;

  /** Begins at once. @param lookMs between two looks at a recording that runs. */
  constructor(session: InspectorSession, lookMs = LOOK_MS) {
    this.#session = session;
    this.#wait(lookMs);
  }

  /** Looks no more. */
  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  #wait(lookMs: number): void {
    if (this.#disposed || this.#session.growth.complete) return;
    const ms = this.#inVain < LOOKS_IN_VAIN ? lookMs : IDLE_FACTOR * lookMs;
    this.#timer = setTimeout(() => void this.#look(lookMs), ms);
  }

  async #look(lookMs: number): Promise<void> {
    const { pointCount } = this.#session.growth;
    try {
      await this.#session.look();
      this.#inVain = this.#session.growth.pointCount > pointCount ? 0 : this.#inVain + 1;
    } catch (error) {
      // The file was replaced or cut: what is known of it stays, and the user is told.
      this.#session.lose(error);
      return;
    }
    this.#wait(lookMs);
  }
}
