import type { SyncPoint } from '../core/syncPoint';
import { isWithin, overlaps, type IndexedPoints, type IndexTree } from './indexTree';
import type { Subtree } from './nodeRecord';
import { columnsOf, type PointColumns } from './pointColumns';
import { syncPointOf } from './pointFacts';
import { figuresOf, joinFigures, type RangeFigures } from './rangeFigures';
import type { RecordReader } from './recordReader';
import type { Range } from './tableRows';

/** Points above which reading all of them in their order is a matter of once, and they are not kept. */
const KEPT_POINTS = 10_000;

/**
 * Answers what is known of sync points without their pages, from the SEG records, from the figures in
 * NODE records, and from the points behind these that no SEG holds yet.
 */
export class PointIndex {
  readonly #tree: IndexTree;
  readonly #points: IndexedPoints;
  readonly #records: RecordReader;
  #tail: Promise<PointColumns> | undefined;

  /** @param records for the names of devices. */
  constructor(tree: IndexTree, points: IndexedPoints, records: RecordReader) {
    this.#tree = tree;
    this.#points = points;
    this.#records = records;
  }

  /** Offset of the POINT record of a point that a SEG holds. */
  offsetOf(point: number): Promise<number | undefined> {
    return this.#tree.pointOffset(point);
  }

  /** The points of a range, in pieces that are shared: nobody may change them. */
  async *columns({ from, to }: Range): AsyncGenerator<PointColumns, void, void> {
    const passing = to - from >= KEPT_POINTS;
    for (let next = from; next <= to;) {
      const segment = await this.#tree.segmentOf(next, passing);
      const points = segment?.points ?? (await this.#tailColumns());
      const { firstPoint, length } = points;
      const end = Math.min(length, to + 1 - firstPoint);
      yield points.slice(next - firstPoint, end);
      next = firstPoint + end;
    }
  }

  /** The points of a range. */
  async points(range: Range): Promise<SyncPoint[]> {
    const all: SyncPoint[] = [];
    for await (const points of this.columns(range)) {
      for (let i = 0; i < points.length; i++) all.push(points.at(i));
    }
    return all;
  }

  /** What the points of a range add up to. */
  async figures(range: Range): Promise<RangeFigures> {
    const parts: RangeFigures[] = [];
    await this.eachFigures(range, Infinity, (figures) => parts.push(figures));
    return joinFigures(parts);
  }

  /**
   * Tells the figures of runs of points that follow each other and together are the range; none of
   * them crosses a multiple of `step`.
   */
  async eachFigures(
    range: Range,
    step: number,
    visit: (figures: RangeFigures) => void,
  ): Promise<void> {
    for (const root of this.#tree.roots) await this.#figuresBelow(root, range, step, visit);
    const from = Math.max(range.from, this.#points.directory.points);
    for await (const points of this.columns({ from, to: range.to })) {
      visitSlices(points, step, visit);
    }
  }

  async #figuresBelow(
    at: Subtree,
    range: Range,
    step: number,
    visit: (figures: RangeFigures) => void,
  ): Promise<void> {
    if (!overlaps(at, range)) return;
    const end = at.firstPoint + at.points;
    const crosses = Math.floor(at.firstPoint / step) !== Math.floor((end - 1) / step);
    if (at.figures !== undefined && isWithin(at, range) && !crosses) {
      visit(at.figures);
    } else if (at.level === 0) {
      const { points } = await this.#tree.segment(at);
      const from = Math.max(0, range.from - at.firstPoint);
      const to = Math.min(points.length, range.to + 1 - at.firstPoint);
      visitSlices(points.slice(from, to), step, visit);
    } else {
      for (const child of await this.#tree.children(at)) {
        await this.#figuresBelow(child, range, step, visit);
      }
    }
  }

  /** The points behind the last SEG. */
  #tailColumns(): Promise<PointColumns> {
    this.#tail ??= this.#readTail().catch((error: unknown) => {
      // What could not be read may be readable the next time.
      this.#tail = undefined;
      throw error;
    });
    return this.#tail;
  }

  async #readTail(): Promise<PointColumns> {
    const { directory, tail } = this.#points;
    const points: SyncPoint[] = [];
    for (let i = 0; i < tail.length; i++) {
      points.push(await syncPointOf(await tail.record(i), this.#records));
    }
    return columnsOf(points, directory.points);
  }
}

/** Tells the figures of points, cut at multiples of `step`. */
function visitSlices(
  points: PointColumns,
  step: number,
  visit: (figures: RangeFigures) => void,
): void {
  const { firstPoint, length } = points;
  for (let i = 0; i < length;) {
    const end = Math.min(length, (Math.floor((firstPoint + i) / step) + 1) * step - firstPoint);
    visit(figuresOf(points.slice(i, end)));
    i = end;
  }
}
