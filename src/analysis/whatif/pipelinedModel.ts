import { asksForSyncPoint, Group, type GroupTools } from './group';
import { ENGINE_LIMITS } from './limits';
import type { PredictionFigures } from './prediction';
import { transferUs, type WhatIfQuestion } from './question';
import type { Step } from './steps';

/** A sync point whose pages are being copied. */
interface UnderWay {
  /** Microseconds of copying that are left. */
  leftUs: number;
  /** What is copied in one go takes as long. */
  readonly pieceUs: number;
  readonly transferUs: number;
  /** The passive is at work for it, and it takes besides to wake up and to answer. */
  readonly passiveUs: number;
  readonly wakingUs: number;
  readonly heldSinceUs: readonly number[];
}

/**
 * Mode `pipelined`: the guest goes on at once, its thread copies pages in turns with it, and link and
 * passive work meanwhile, one transaction after the other.
 */
export class PipelinedModel {
  readonly #tools: GroupTools;
  readonly #question: WhatIfQuestion;
  readonly #figures: PredictionFigures;
  #group: Group;
  #nowUs = 0;
  #underWay: UnderWay | undefined;
  /** When those that are not acknowledged will be, in order. */
  #acksUs: number[] = [];
  #linkFreeUs = 0;
  #passiveFreeUs = 0;
  #waitingSinceUs: number | undefined;

  constructor(tools: GroupTools, question: WhatIfQuestion, figures: PredictionFigures) {
    this.#tools = tools;
    this.#question = question;
    this.#figures = figures;
    this.#group = new Group(tools);
  }

  /** The guest does what it did in a recorded epoch. */
  async step(step: Step): Promise<void> {
    this.#runAndCopy(step.runUs);
    this.#group.add(step, this.#nowUs);
    if (!asksForSyncPoint(step, this.#question.tap) && this.#waitingSinceUs === undefined) return;
    if (!this.#hasRoom && !this.#group.full) {
      this.#waitingSinceUs ??= this.#nowUs;
      if (this.#nowUs - this.#waitingSinceUs < ENGINE_LIMITS.aheadUs) return;
    }
    await this.#syncPoint(step);
  }

  get #hasRoom(): boolean {
    this.#acksUs = this.#acksUs.filter((us) => us > this.#nowUs);
    return this.#underWay === undefined && this.#acksUs.length < ENGINE_LIMITS.inFlight;
  }

  /** Slices of the guest, and after each about as long for copying. */
  #runAndCopy(us: number): void {
    this.#figures.addRun(us);
    let restUs = us;
    do {
      const sliceUs = Math.min(restUs, this.#underWay === undefined ? restUs : this.#tools.sliceUs);
      this.#nowUs += sliceUs;
      restUs -= sliceUs;
      this.#copyFor(sliceUs);
    } while (restUs > 0);
  }

  #copyFor(us: number): void {
    const point = this.#underWay;
    if (point === undefined) return;
    const copiedUs = Math.min(point.leftUs, Math.max(us, point.pieceUs));
    this.#nowUs += copiedUs;
    this.#figures.addRun(copiedUs);
    point.leftUs -= copiedUs;
    if (point.leftUs <= 0) this.#send(point);
  }

  /** Puts it on the link, and on the passive's list. */
  #send(point: UnderWay): void {
    const { rttUs } = this.#question.link;
    this.#underWay = undefined;
    this.#linkFreeUs = Math.max(this.#linkFreeUs, this.#nowUs) + point.transferUs;
    const arrivedUs = this.#linkFreeUs + rttUs / 2;
    this.#passiveFreeUs = Math.max(this.#passiveFreeUs, arrivedUs) + point.passiveUs;
    const ackUs = this.#passiveFreeUs + point.wakingUs + rttUs / 2;
    this.#acksUs.push(ackUs);
    this.#figures.release(point.heldSinceUs, ackUs);
  }

  async #syncPoint(step: Step): Promise<void> {
    const { link } = this.#question;
    const { copyUsPerPage, passiveUsPerPage } = this.#tools.costs;
    const startUs = this.#nowUs;
    this.#makeRoom();
    const load = await this.#group.load(step);
    const { fixedUs, collectUs, copyUs, passiveUs } = step.phases;
    const more = load.dirtyPages - step.dirtyPages;
    this.#nowUs += fixedUs + collectUs;
    const onLinkUs = transferUs(load.bytes, link);
    this.#figures.addSyncPoint(this.#nowUs - startUs, load, onLinkUs);
    const copyingUs = Math.max(0, copyUs + more * copyUsPerPage);
    this.#underWay = {
      leftUs: copyingUs,
      pieceUs: copyingUs / Math.max(1, Math.ceil(load.dirtyPages / ENGINE_LIMITS.pagesAtOnce)),
      transferUs: onLinkUs,
      passiveUs: load.dirtyPages * passiveUsPerPage,
      wakingUs: Math.max(0, passiveUs - step.dirtyPages * passiveUsPerPage),
      heldSinceUs: this.#group.heldSinceUs,
    };
    this.#group = new Group(this.#tools);
    this.#waitingSinceUs = undefined;
  }

  /** The guest stands still until another transaction can be begun. */
  #makeRoom(): void {
    const point = this.#underWay;
    if (point !== undefined) {
      this.#nowUs += point.leftUs;
      this.#send(point);
    }
    if (this.#hasRoom) return;
    this.#nowUs = this.#acksUs[this.#acksUs.length - ENGINE_LIMITS.inFlight];
    this.#acksUs = this.#acksUs.filter((us) => us > this.#nowUs);
  }
}
