import type { Session } from '../app/session';
import { isPointColouring } from './colouring';
import type { MapRegion } from './mapLayout';
import { PointPages, type PointFacts } from './pointPages';
import { planPyramid, type PyramidPlan } from './pyramid';
import { RangePages } from './rangePages';
import type { ShownPages } from './shownPages';
import type { PageFacts } from './work/mapWork';
import { WorkClient } from './work/workClient';
import { startWork } from './work/workPort';

/** The pages that the map shows, made of what the session knows. */
export class MapPages {
  readonly plan: PyramidPlan;
  readonly #session: Session;
  readonly #range: RangePages;
  #point: PointPages | undefined;

  /** @param changed called when there is something new to be shown. */
  constructor(session: Session, regions: readonly MapRegion[], changed: () => void) {
    this.#session = session;
    this.plan = planPyramid(regions);
    this.#range = new RangePages(this.plan, new WorkClient(startWork(), regions), changed);
  }

  /** In the colouring that is chosen; undefined while nothing is known. */
  get shown(): ShownPages | undefined {
    const { map, dirty, changedBytes, view } = this.#session;
    this.#range.setRange(map.answered?.value);
    const { colouring } = view;
    if (!isPointColouring(colouring)) return this.#range.show(colouring);
    const model = (colouring === 'state' ? dirty : changedBytes).answered?.value;
    if (model === undefined) return undefined;
    this.#point ??= new PointPages(this.plan);
    return this.#point.show(colouring, model);
  }

  /** Why there is nothing to be shown, if it failed. */
  get error(): string | undefined {
    const { map, dirty, changedBytes } = this.#session;
    return map.error ?? dirty.error ?? changedBytes.error ?? this.#range.error;
  }

  /** Whether what is wanted takes so long that the user should be told. */
  get slow(): boolean {
    const { map, dirty, changedBytes } = this.#session;
    return map.slow || dirty.slow || changedBytes.slow;
  }

  /** Whether nothing newer is on its way. */
  get settled(): boolean {
    return this.#range.settled;
  }

  /** Asks anew for what failed. */
  again(): void {
    const { map, dirty, changedBytes } = this.#session;
    for (const each of [map, dirty, changedBytes]) if (each.error !== undefined) each.again();
  }

  /** What the brushed range knows of a page; undefined until that is told. */
  rangeFacts(gfn: number): PageFacts | undefined {
    return this.#range.facts(gfn);
  }

  /** What the current sync point did to a page, where the colouring is about that. */
  pointFacts(gfn: number): PointFacts | undefined {
    return this.#point?.facts(gfn);
  }
}
