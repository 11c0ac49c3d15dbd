import { asGfn, PAGE_SIZE } from '../core/gfn';
import { NOT_COMPARED, type ChangedBytesModel } from '../protocol/inspector';
import type { Trace } from '../trace/trace';

/** Pages of one point that are compared; a point that wrote more shows the others as not compared. */
const MOST_COMPARED = 1 << 14;

/** Pages that are read at one time. */
const AT_ONCE = 16;

/** Points whose answers are kept, so that stepping to and fro compares once. */
const KEPT = 64;

/** How many bytes of its pages a sync point changed, found by comparing each with its version before. */
export class ChangedBytes {
  readonly #trace: Trace;
  readonly #mostCompared: number;
  readonly #kept = new Map<number, ChangedBytesModel>();

  /** @param mostCompared pages of a point that are compared. */
  constructor(trace: Trace, mostCompared = MOST_COMPARED) {
    this.#trace = trace;
    this.#mostCompared = mostCompared;
  }

  /**
   * Compares every page that the point wrote; those of the first image, with zeros.
   * @throws whatever the signal was aborted with, once that has happened.
   */
  async of(point: number, signal?: AbortSignal): Promise<ChangedBytesModel> {
    const kept = this.#kept.get(point);
    if (kept !== undefined) return kept;
    const { gfns, zero } = await this.#trace.dirtyPages(point);
    const bytes = new Uint16Array(gfns.length).fill(NOT_COMPARED);
    const end = Math.min(gfns.length, this.#mostCompared);
    let next = 0;
    const compareSome = async (): Promise<void> => {
      while (next < end) {
        signal?.throwIfAborted();
        const i = next++;
        bytes[i] = await this.#compare(gfns[i], point);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, compareSome));
    // Copies, since each crosses to the page with its whole buffer.
    const model = { point, gfns: gfns.slice(), zero: zero.slice(), bytes };
    this.#keep(model);
    return model;
  }

  async #compare(page: number, point: number): Promise<number> {
    const gfn = asGfn(page);
    const after = await this.#trace.page(gfn, point);
    const before = point > 0 ? await this.#trace.page(gfn, point - 1) : undefined;
    return differingBytes(after.bytes, before?.bytes);
  }

  #keep(model: ChangedBytesModel): void {
    this.#kept.set(model.point, model);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
  }
}

/** @param before undefined stands for zeros. */
function differingBytes(after: Uint8Array, before: Uint8Array | undefined): number {
  let count = 0;
  for (let i = 0; i < PAGE_SIZE; i++) if (after[i] !== (before?.[i] ?? 0)) count++;
  return count;
}
