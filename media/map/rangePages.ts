import type { MapModel } from '../../src/protocol/inspector';
import type { RangeColouring } from './colouring';
import { Pyramid, type PyramidPlan } from './pyramid';
import { newVersion, type ShownPages } from './shownPages';
import type { PageFacts } from './work/mapWork';
import type { WorkClient } from './work/workClient';

/**
 * The pages that the brushed range wrote. They are coloured by the worker; while it does so, those of
 * before stay, and when it is done, the newest range that was asked for is next: one that is dragged
 * is always shown, though not at every place it comes by.
 */
export class RangePages {
  readonly #plan: PyramidPlan;
  readonly #work: WorkClient;
  readonly #changed: () => void;
  #model: MapModel | undefined;
  #wanted: RangeColouring | undefined;
  #colouring = false;
  #done: { readonly model: MapModel; readonly colouring: RangeColouring } | undefined;
  #shown: ShownPages | undefined;
  /** Of the pyramid before, for the worker to fill again. */
  #recycled: Uint8Array<ArrayBuffer> | undefined;
  #error: string | undefined;
  #facts: { readonly gfn: number; readonly model: MapModel; known?: PageFacts } | undefined;

  /** @param changed called when there is something new to be shown. */
  constructor(plan: PyramidPlan, work: WorkClient, changed: () => void) {
    this.#plan = plan;
    this.#work = work;
    this.#changed = changed;
  }

  /** Why the range cannot be coloured, if so. */
  get error(): string | undefined {
    return this.#error;
  }

  /** Whether what was asked for last is there. */
  get settled(): boolean {
    return !this.#colouring;
  }

  /** Takes a range, which is kept also while it is not coloured. */
  setRange(model: MapModel | undefined): void {
    if (this.#model === model) return;
    this.#model = model;
    this.#error = undefined;
    if (model === undefined) {
      this.#shown = undefined;
      return;
    }
    this.#work.setRange(model).catch((error: unknown) => this.#fail(model, error));
  }

  /** The range's pages in a colouring, or those of the range before as long as it takes. */
  show(colouring: RangeColouring): ShownPages | undefined {
    this.#wanted = colouring;
    if (!this.#colouring) void this.#colour();
    return this.#shown?.colouring === colouring ? this.#shown : undefined;
  }

  /** What the range knows of a page; undefined until the worker has told. */
  facts(gfn: number): PageFacts | undefined {
    const model = this.#model;
    if (model === undefined) return undefined;
    if (this.#facts?.gfn !== gfn || this.#facts.model !== model) {
      const asked: { gfn: number; model: MapModel; known?: PageFacts } = { gfn, model };
      this.#facts = asked;
      this.#work.facts(gfn).then(
        (known) => {
          asked.known = known;
          if (this.#facts === asked) this.#changed();
        },
        (error: unknown) => this.#fail(model, error),
      );
    }
    return this.#facts.known;
  }

  /** Never rejects. */
  async #colour(): Promise<void> {
    const model = this.#model;
    const colouring = this.#wanted;
    if (model === undefined || colouring === undefined || this.#error !== undefined) return;
    if (this.#done?.model === model && this.#done.colouring === colouring) return;
    this.#colouring = true;
    const recycled = this.#recycled;
    this.#recycled = undefined;
    try {
      const { codes, ...coloured } = await this.#work.colour(colouring, recycled);
      this.#done = { model, colouring };
      if (this.#model === undefined) return;
      this.#recycled = this.#shown?.pyramid.codes;
      const pyramid = new Pyramid(this.#plan, codes);
      this.#shown = { ...coloured, pyramid, version: newVersion() };
    } catch (error) {
      this.#fail(model, error);
    } finally {
      this.#colouring = false;
      this.#changed();
    }
  }

  #fail(model: MapModel, error: unknown): void {
    if (this.#model !== model) return;
    this.#error ??= error instanceof Error ? error.message : String(error);
    this.#shown = undefined;
    this.#changed();
  }
}
