import type { Session } from './session';

/** Sync points a second. */
const SPEED = 8;

/** The same for those who asked for less motion. */
const CALM_SPEED = 2;

/** Steps forward by the clock, but never faster than the page can show. */
export class Playback {
  readonly #session: Session;
  readonly #changed: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param changed called when playing starts or ends. */
  constructor(session: Session, changed: () => void) {
    this.#session = session;
    this.#changed = changed;
  }

  get playing(): boolean {
    return this.#timer !== undefined;
  }

  toggle(): void {
    if (this.playing) this.stop();
    else this.#start();
  }

  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#changed();
  }

  #start(): void {
    if (this.#session.position.point >= this.#session.lastPoint) return;
    const calm =
      matchMedia('(prefers-reduced-motion: reduce)').matches ||
      document.body.classList.contains('vscode-reduce-motion');
    this.#timer = setInterval(() => this.#tick(), 1000 / (calm ? CALM_SPEED : SPEED));
    this.#tick();
    this.#changed();
  }

  #tick(): void {
    if (this.#session.position.point >= this.#session.lastPoint) this.stop();
    else if (this.#session.settled) this.#session.step('next');
  }
}
