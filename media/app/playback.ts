import type { Session } from './session';

/** Sync points a second. */
const SPEED = 8;

/** The same for those who asked for less motion. */
const CALM_SPEED = 2;

/**
 * Beats for which the page may lag behind with what is beside the picture: devices, bytes, outputs.
 * After that it goes on without them, since each step asks anew and what was asked before is stale.
 */
const MOST_LATE_BEATS = 3;

/** Steps forward by the clock, but never faster than the page can show. */
export class Playback {
  readonly #session: Session;
  readonly #changed: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Beats since the last step. */
  #beats = 0;

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
    this.#timer = setInterval(() => this.#beat(), 1000 / (calm ? CALM_SPEED : SPEED));
    this.#beats = 0;
    this.#beat();
    this.#changed();
  }

  /** To be called when the page was drawn: a step that had to wait for that is taken at once. */
  drawn(): void {
    if (this.playing && this.#beats > 0) this.#stepIfShown();
  }

  #beat(): void {
    this.#beats++;
    this.#stepIfShown();
  }

  #stepIfShown(): void {
    const { position, lastPoint, settled, pictured } = this.#session;
    if (position.point >= lastPoint) return this.stop();
    if (!settled && !(pictured && this.#beats > MOST_LATE_BEATS)) return;
    this.#beats = 0;
    this.#session.step('next');
  }
}
