import { ACCESS_CAUSES, OUTPUT_KINDS, type Cause } from '../../core/syncPoint';
import type { Trace } from '../../trace/trace';
import { loadOf, type Load, type PageCosts } from './costs';
import { ENGINE_LIMITS } from './limits';
import type { PageEncoding } from './question';
import type { Step } from './steps';

/** What decides about the size of a model's sync points. */
export interface GroupTools {
  readonly trace: Trace;
  readonly costs: PageCosts;
  readonly encoding: PageEncoding | undefined;
  /** For how long the guest runs between two looks of the engine. */
  readonly sliceUs: number;
}

/**
 * Recorded steps that become one sync point of a model: their outputs with the model's time of each, and
 * the pages that they wrote together.
 */
export class Group {
  readonly #tools: GroupTools;
  #first: number | undefined;
  #last: Step | undefined;
  #outputs = 0;
  #outputBytes = 0;
  #heldSinceUs: number[] = [];
  /** Pages of the step under way that count here, and of its first step that counted before. */
  #begunPages = 0;
  #countedPages = 0;

  constructor(tools: GroupTools) {
    this.#tools = tools;
  }

  /** When the outputs of each step came that had any. */
  get heldSinceUs(): readonly number[] {
    return this.#heldSinceUs;
  }

  /** Whether so much is held that a sync point is due. */
  get full(): boolean {
    return (
      this.#outputs >= ENGINE_LIMITS.heldOutputs || this.#outputBytes >= ENGINE_LIMITS.heldBytes
    );
  }

  /** Takes in a step whose outputs come now. */
  add(step: Step, nowUs: number): void {
    this.#first ??= step.point;
    this.#last = step;
    if (step.outputs.length === 0) return;
    this.#heldSinceUs.push(nowUs);
    this.#outputs += step.outputs.length;
    for (const { bytes } of step.outputs) this.#outputBytes += bytes;
  }

  /** Takes in the beginning of a step, a share of it from 0 to 1; its outputs are still to come. */
  addBeginning(step: Step, share: number): void {
    this.#begunPages += step.dirtyPages * share;
  }

  /** A share of the step that will be added first has counted in the groups before. */
  leaveOut(step: Step, share: number): void {
    this.#countedPages = step.dirtyPages * share;
  }

  /** What its sync point carries. @param step the last that is in it, or the one under way. */
  async load(step: Step): Promise<Load> {
    const { encoding, costs } = this.#tools;
    const own = this.#last === step ? step.outputs : [];
    const earlier = {
      count: this.#outputs - own.length,
      bytes: this.#outputBytes - own.reduce((sum, { bytes }) => sum + bytes, 0),
    };
    return loadOf(step, await this.#pages(), earlier, encoding, costs);
  }

  async #pages(): Promise<{ readonly dirtyPages: number; readonly zeroPages: number }> {
    const [first, last] = [this.#first, this.#last];
    const parts = Math.round(this.#begunPages - this.#countedPages);
    if (first === undefined || last === undefined) {
      return { dirtyPages: Math.round(this.#begunPages), zeroPages: 0 };
    }
    if (first === last.point && parts === 0) return last;
    const { gfns, zero } = await this.#tools.trace.dirtyCounts(first, last.point);
    const dirtyPages = Math.max(0, gfns.length + parts);
    const zeroPages = zero.reduce((sum, flag) => sum + flag, 0);
    return { dirtyPages, zeroPages: Math.min(zeroPages, dirtyPages) };
  }
}

/** Whether a step would be a sync point of its own with these taps; undefined: as it was recorded. */
export function asksForSyncPoint(step: Step, tap: readonly Cause[] | undefined): boolean {
  if (tap === undefined || step.outputs.some(({ kind }) => tap.includes(kind))) return true;
  const { cause } = step;
  if (ACCESS_CAUSES.some((access) => access === cause)) return tap.includes(cause);
  // What the clock or a user asked for is a sync point whatever is tapped.
  return !OUTPUT_KINDS.some((kind) => kind === cause);
}
