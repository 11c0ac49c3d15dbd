import type { Trace } from '../trace/trace';
import type { Leaf } from './condition';
import { Verdict } from './verdict';

type Touches = Extract<Leaf, { kind: 'touches' }>;

/** Which sync points of a range touch pages: asked of the trace's index once for each range of pages. */
export class PageTouches {
  readonly #trace: Trace;
  readonly #found = new Map<Touches, Promise<Uint32Array>>();

  /** @param to the last point; `from` is not above it. */
  constructor(
    trace: Trace,
    readonly from: number,
    readonly to: number,
  ) {
    this.#trace = trace;
  }

  /** The points that touch these pages, ascending. */
  points(leaf: Touches): Promise<Uint32Array> {
    let found = this.#found.get(leaf);
    if (found === undefined) {
      found = this.#trace.pointsTouching(leaf.first, leaf.last, this.from, this.to);
      this.#found.set(leaf, found);
    }
    return found;
  }

  /** Writes a Verdict for each point from `firstPoint` on. */
  async mark(leaf: Touches, firstPoint: number, verdicts: Uint8Array): Promise<void> {
    const points = await this.points(leaf);
    verdicts.fill(Verdict.no);
    const end = firstPoint + verdicts.length;
    for (let k = firstAtLeast(points, firstPoint); k < points.length && points[k] < end; k++) {
      verdicts[points[k] - firstPoint] = Verdict.yes;
    }
  }
}

/** Place of the first of ascending numbers that is not below a limit. */
export function firstAtLeast(ascending: Uint32Array, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
