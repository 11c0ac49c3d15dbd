import {
  NOT_COMPARED,
  PAGE_SIZE,
  type ChangedBytesModel,
  type DirtyModel,
} from '../../src/protocol/inspector';
import { bytesCodes, countZeros, stateCodes, type PointColouring } from './colouring';
import { countPages, indexOfPage } from './pageNumbers';
import { Pyramid, type PyramidPlan } from './pyramid';
import { newVersion, type ShownPages } from './shownPages';

/** What the current sync point did to a page. */
export interface PointFacts {
  readonly zero: boolean;
  /** Bytes that it changed; undefined where that was not asked, or was not compared. */
  readonly bytes: number | undefined;
}

type PointModel = DirtyModel | ChangedBytesModel;

/**
 * The pages that the current sync point wrote. A step changes some hundred of them among millions, so
 * they are taken out of the pyramid and the next ones put in.
 */
export class PointPages {
  readonly #pyramid: Pyramid;
  #model: PointModel | undefined;
  #shown: ShownPages | undefined;

  constructor(plan: PyramidPlan) {
    this.#pyramid = new Pyramid(plan);
  }

  /** The pages of a model, which becomes the one that {@link facts} tells of. */
  show(colouring: PointColouring, model: PointModel): ShownPages {
    if (this.#shown?.colouring === colouring && this.#model === model) return this.#shown;
    const { gfns, zero, point } = model;
    const bytes = 'bytes' in model ? model.bytes : undefined;
    const codes = bytes === undefined ? stateCodes(zero) : bytesCodes(zero, bytes);
    this.#pyramid.replace(this.#model?.gfns ?? new Uint32Array(0), gfns, codes);
    this.#model = model;
    this.#shown = {
      pyramid: this.#pyramid,
      colouring,
      version: newVersion(),
      dirtied: countPages(this.#pyramid.plan.regions, gfns),
      zeros: countZeros(zero),
      highest: PAGE_SIZE,
      hottest: undefined,
      from: point,
      to: point,
    };
    return this.#shown;
  }

  /** What the point did to a page; undefined if it did not write it. */
  facts(gfn: number): PointFacts | undefined {
    const model = this.#model;
    const i = model === undefined ? -1 : indexOfPage(model.gfns, gfn);
    if (model === undefined || i < 0) return undefined;
    const bytes = 'bytes' in model ? model.bytes[i] : NOT_COMPARED;
    return { zero: model.zero[i] !== 0, bytes: bytes === NOT_COMPARED ? undefined : bytes };
  }
}
