import type { TextOutput } from './terminal';

/** Milliseconds between two drawings: often enough to look alive, seldom enough to cost nothing. */
const REDRAW_MS = 80;

const BAR_COLUMNS = 24;

/** Erases the line and goes to its start (ECMA-48: EL, CR). */
const CLEAR_LINE = '\x1b[2K\r';

/** A bar on a terminal's standard error while something long is done; nothing where it is no terminal. */
export class ProgressBar {
  readonly #output: TextOutput;
  readonly #label: string;
  #drawnAt: number;
  #visible = false;

  /** @param delayMs what is done sooner is done without a bar, which would only flicker. */
  constructor(output: TextOutput, label: string, delayMs = 250) {
    this.#output = output;
    this.#label = label;
    this.#drawnAt = performance.now() + delayMs - REDRAW_MS;
  }

  /**
   * @param share how much is done, from 0 to 1.
   * @param detail such as `412 of 1,000 sync points`.
   */
  update(share: number, detail: string): void {
    if (!this.#output.isTerminal) return;
    const now = performance.now();
    if (now - this.#drawnAt < REDRAW_MS) return;
    this.#drawnAt = now;
    this.#visible = true;
    // A part of nothing is not a number; it is also not much.
    const within = Math.min(1, Math.max(0, share || 0));
    const filled = Math.round(within * BAR_COLUMNS);
    const bar = '━'.repeat(filled) + '╌'.repeat(BAR_COLUMNS - filled);
    const line = `${this.#label} ${bar} ${Math.floor(100 * within)} %  ${detail}`;
    this.#draw(CLEAR_LINE + line.slice(0, this.#output.columns - 1));
  }

  /** Takes the bar away; what is written next starts on a clean line. */
  finish(): void {
    if (this.#visible) this.#draw(CLEAR_LINE);
    this.#visible = false;
  }

  #draw(text: string): void {
    // A bar that cannot be drawn is no reason to end the work.
    this.#output.write(text).catch(() => undefined);
  }
}
