import { asksForSyncPoint, Group, type GroupTools } from './group';
import type { PredictionFigures } from './prediction';
import { transferUs, type WhatIfQuestion } from './question';
import type { Step } from './steps';

/**
 * Modes in which the guest stands still until a sync point is acknowledged: `stop-and-copy`, and
 * `periodic`, whose sync points come by the clock.
 */
export class StandingModel {
  readonly #tools: GroupTools;
  readonly #question: WhatIfQuestion;
  readonly #figures: PredictionFigures;
  #group: Group;
  #nowUs = 0;
  #epochStartUs = 0;

  constructor(tools: GroupTools, question: WhatIfQuestion, figures: PredictionFigures) {
    this.#tools = tools;
    this.#question = question;
    this.#figures = figures;
    this.#group = new Group(tools);
  }

  /** The guest does what it did in a recorded epoch. */
  async step(step: Step): Promise<void> {
    const restUs = await this.#syncPointsWithin(step);
    this.#run(restUs);
    this.#group.add(step, this.#nowUs);
    if (this.#isDue(step)) await this.#syncPoint(step);
  }

  /** Sync points by the clock in the middle of a long epoch. @returns what is left of it. */
  async #syncPointsWithin(step: Step): Promise<number> {
    const { mode, intervalUs } = this.#question;
    let restUs = step.runUs;
    if (mode !== 'periodic') return restUs;
    // The clock is looked at between slices, and on the average in the middle of one it is time.
    const lateUs = this.#tools.sliceUs / 2;
    for (;;) {
      const untilUs = Math.max(0, this.#epochStartUs + intervalUs - this.#nowUs) + lateUs;
      // An output ends a slice too: the clock is looked at there.
      if (restUs - untilUs < lateUs) return restUs;
      this.#run(untilUs);
      restUs -= untilUs;
      this.#group.addBeginning(step, untilUs / step.runUs);
      await this.#syncPoint(step);
      this.#group.leaveOut(step, 1 - restUs / step.runUs);
    }
  }

  #isDue(step: Step): boolean {
    const { mode, tap, intervalUs } = this.#question;
    if (this.#group.full) return true;
    if (mode === 'periodic') return this.#nowUs - this.#epochStartUs >= intervalUs;
    return asksForSyncPoint(step, tap);
  }

  async #syncPoint(step: Step): Promise<void> {
    const { link } = this.#question;
    const { copyUsPerPage, passiveUsPerPage } = this.#tools.costs;
    const load = await this.#group.load(step);
    const { fixedUs, collectUs, copyUs, passiveUs } = step.phases;
    const more = load.dirtyPages - step.dirtyPages;
    const onLinkUs = transferUs(load.bytes, link);
    const pauseUs =
      fixedUs +
      collectUs +
      Math.max(0, copyUs + more * copyUsPerPage) +
      Math.max(0, passiveUs + more * passiveUsPerPage) +
      onLinkUs +
      link.rttUs;
    this.#nowUs += pauseUs;
    this.#figures.addSyncPoint(pauseUs, load, onLinkUs);
    this.#figures.release(this.#group.heldSinceUs, this.#nowUs);
    this.#group = new Group(this.#tools);
    this.#epochStartUs = this.#nowUs;
  }

  #run(us: number): void {
    this.#nowUs += us;
    this.#figures.addRun(us);
  }
}
