import { isDamage } from './damage';
import type { Subtree } from './nodeRecord';
import { readPoint } from './pointRecord';
import type { RecordReader } from './recordReader';

/** What is asked of the tree that the segments are in. */
export interface Segments {
  /** The SEG that holds a point; undefined if none does yet. */
  readonly leafOf: (point: number) => Promise<Subtree | undefined>;
  /** Offset of a SEG's first POINT. @throws KemariError of kind `input` if the SEG is damaged. */
  readonly firstPointOf: (leaf: Subtree) => Promise<number>;
}

/** Finds the last POINTs of parts of the index that are damaged, from what comes behind these. */
export class LastPoints {
  readonly #records: RecordReader;
  readonly #segments: Segments;
  readonly #lastIndexed: number;
  /** Offsets of POINTs that were looked for; by the number of the point behind. */
  readonly #found = new Map<number, number>();

  /** @param lastIndexed offset of the last POINT that a SEG holds. */
  constructor(records: RecordReader, segments: Segments, lastIndexed: number) {
    this.#records = records;
    this.#segments = segments;
    this.#lastIndexed = lastIndexed;
  }

  /**
   * Offset of the last POINT of a SEG or NODE: from the next segment that is not damaged, back through
   * those that are, which are walked through once for all of them.
   */
  async of({ firstPoint, points }: Subtree): Promise<number> {
    const ends = [firstPoint + points];
    let found = await this.#before(ends[0]);
    while (typeof found !== 'number') {
      const end = found.firstPoint + found.points;
      ends.push(end);
      found = await this.#before(end);
    }
    for (let i = ends.length - 1; i > 0; i--) {
      for (let point = ends[i] - 1; point >= ends[i - 1]; point--) {
        found = (await readPoint(this.#records, found, point)).previousOffset;
      }
      this.#found.set(ends[i - 1], found);
    }
    return found;
  }

  /** Offset of the POINT before another; the segment that holds the other if that is damaged. */
  async #before(point: number): Promise<number | Subtree> {
    const known = this.#found.get(point);
    if (known !== undefined) return known;
    const leaf = await this.#segments.leafOf(point);
    if (leaf === undefined) return this.#lastIndexed;
    let first: number;
    try {
      first = await this.#segments.firstPointOf(leaf);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return leaf;
    }
    return (await readPoint(this.#records, first, point)).previousOffset;
  }
}
