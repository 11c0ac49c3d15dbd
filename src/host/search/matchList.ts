import type { Query } from '../../query/query';
import type { Trace } from '../../trace/trace';
import { pacedPieces } from './pacedPieces';

/** Room for so many matches at first; it doubles. */
const FIRST_ROOM = 1024;

/** The sync points of a trace that a query fits, ascending, as far as they have been searched for. */
export class MatchList {
  static #made = 0;
  /** Of no other list. */
  readonly id = ++MatchList.#made;
  #points = new Uint32Array(FIRST_ROOM);
  #count = 0;
  #searchedTo = -1;

  constructor(
    readonly trace: Trace,
    readonly query: Query,
  ) {}

  /** How many were found. */
  get count(): number {
    return this.#count;
  }

  /** The last point that was looked at; -1 before the first. */
  get searchedTo(): number {
    return this.#searchedTo;
  }

  /** Whether all points that the trace has now were looked at. */
  get isWhole(): boolean {
    return this.#searchedTo >= this.trace.pointCount - 1;
  }

  /** The sync point of an index below {@link count}. */
  pointAt(index: number): number {
    return this.#points[index];
  }

  /** The indices of those that lie in a range of sync points; none if `to` is below `from`. */
  within(range: { readonly from: number; readonly to: number }): {
    readonly from: number;
    readonly to: number;
  } {
    return { from: this.#before(range.from), to: this.#before(range.to + 1) - 1 };
  }

  /** How many of them come before a point. */
  #before(point: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#points[middle] < point) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The index of a point; undefined if it is none of them. */
  indexOf(point: number): number | undefined {
    const index = this.#before(point);
    return index < this.#count && this.#points[index] === point ? index : undefined;
  }

  /**
   * Goes on to the trace's end. May be called again once the trace has grown, but not while it runs.
   * @param progress told when there may be more.
   * @throws the signal's reason once it is aborted; what was found until then stays.
   */
  async search(signal: AbortSignal, progress: () => void): Promise<void> {
    while (!this.isWhole) {
      const from = this.#searchedTo + 1;
      const pieces = pacedPieces(this.trace, this.query, from, this.trace.pointCount - 1, signal);
      for await (const { points, searchedTo } of pieces) {
        this.#add(points);
        this.#searchedTo = searchedTo;
        progress();
      }
    }
  }

  #add(points: Uint32Array): void {
    const count = this.#count + points.length;
    if (count > this.#points.length) {
      const larger = new Uint32Array(Math.max(count, 2 * this.#points.length));
      larger.set(this.#points.subarray(0, this.#count));
      this.#points = larger;
    }
    this.#points.set(points, this.#count);
    this.#count = count;
  }
}
