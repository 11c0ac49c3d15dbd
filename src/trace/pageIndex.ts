import { PageKind } from './format';
import { isWithin, overlaps, type IndexedPoints, type IndexTree, type NodeView } from './indexTree';
import type { Subtree } from './nodeRecord';
import { emptyCounts, joinCounts, type PageCounts } from './pageCounts';
import type { SegmentSlice } from './pageTable';
import type { PointRecord } from './pointRecord';
import { firstRow, rowOf, rowsIn, type Range } from './tableRows';

const ALL_GFNS: Range = { from: 0, to: Infinity };

/**
 * Answers which points dirtied which pages, from the tree of SEG and NODE records, and from the points
 * behind it that no SEG holds yet. Point 0 dirties nothing.
 */
export class PageIndex {
  readonly #tree: IndexTree;
  readonly #points: IndexedPoints;

  constructor(tree: IndexTree, points: IndexedPoints) {
    this.#tree = tree;
    this.#points = points;
  }

  /** The last point at or before `at` that dirtied the page; undefined if none did. */
  async last(gfn: number, at: number): Promise<number | undefined> {
    const { directory, tail } = this.#points;
    for (let i = Math.min(at - directory.points, tail.length - 1); i >= 0; i--) {
      if (rowOf(tail[i].pages.gfns, gfn) >= 0) return tail[i].point;
    }
    for (const root of [...this.#tree.roots].reverse()) {
      if (root.firstPoint > at) continue;
      const found = await this.#lastBelow(root, gfn, at);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The points of a range that dirtied at least one of the pages, ascending. */
  async touching(gfns: Range, range: Range): Promise<Uint32Array> {
    const points: number[] = [];
    for (const root of this.#tree.roots) {
      await this.#touchingBelow(root, gfns, range, points);
    }
    for (const { point, pages } of this.#points.tail) {
      if (point < range.from || point > range.to) continue;
      const row = firstRow(pages.gfns, gfns.from);
      if (row < pages.gfns.length && pages.gfns[row] <= gfns.to) points.push(point);
    }
    return Uint32Array.from(points);
  }

  /** How often each page was dirtied in a range. */
  async counts(range: Range): Promise<PageCounts> {
    const parts: PageCounts[] = [];
    for (const root of this.#tree.roots) await this.#countsBelow(root, range, parts);
    for (const point of this.#points.tail) {
      if (point.point >= range.from && point.point <= range.to) parts.push(countsOfPoint(point));
    }
    return joinCounts(parts);
  }

  async #lastBelow(at: Subtree, gfn: number, limit: number): Promise<number | undefined> {
    const page = { from: gfn, to: gfn };
    if (at.level === 0) {
      for (const slice of await this.#tree.segmentSlices(at, page)) {
        const row = rowOf(slice.gfns, gfn);
        if (row < 0) continue;
        for (let i = slice.starts[row + 1] - 1; i >= slice.starts[row]; i--) {
          if (slice.points[i] <= limit) return slice.points[i];
        }
      }
      return undefined;
    }
    const node = await this.#tree.node(at, page);
    for (const { gfns, lastPoints } of node.slices ?? []) {
      const row = rowOf(gfns, gfn);
      if (row >= 0 && lastPoints[row] <= limit) return lastPoints[row];
    }
    for (const child of childrenTouching(node, page).reverse()) {
      if (child.firstPoint > limit) continue;
      const found = await this.#lastBelow(child, gfn, limit);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #touchingBelow(at: Subtree, gfns: Range, range: Range, points: number[]): Promise<void> {
    if (!overlaps(at, range)) return;
    if (at.level === 0) {
      const touched = new Uint8Array(at.points);
      for (const slice of await this.#tree.segmentSlices(at, gfns)) {
        for (const row of rowsIn(slice.gfns, gfns)) {
          for (let i = slice.starts[row]; i < slice.starts[row + 1]; i++) {
            touched[slice.points[i] - at.firstPoint] = 1;
          }
        }
      }
      const end = Math.min(at.points, range.to + 1 - at.firstPoint);
      for (let i = Math.max(0, range.from - at.firstPoint); i < end; i++) {
        if (touched[i] === 1) points.push(at.firstPoint + i);
      }
      return;
    }
    const node = await this.#tree.node(at, gfns);
    for (const child of childrenTouching(node, gfns)) {
      await this.#touchingBelow(child, gfns, range, points);
    }
  }

  async #countsBelow(at: Subtree, range: Range, parts: PageCounts[]): Promise<void> {
    if (!overlaps(at, range)) return;
    const whole = isWithin(at, range);
    if (at.level === 0) {
      for (const slice of await this.#tree.segmentSlices(at, ALL_GFNS)) {
        parts.push(whole ? slice : countsInRange(slice, range));
      }
      return;
    }
    const { children, slices } = whole
      ? await this.#tree.node(at, ALL_GFNS)
      : { children: await this.#tree.children(at), slices: undefined };
    if (slices !== undefined) parts.push(...slices);
    else for (const child of children) await this.#countsBelow(child, range, parts);
  }
}

/** The children that may hold one of the pages, in the order of their points. */
function childrenTouching({ children, slices }: NodeView, gfns: Range): Subtree[] {
  if (slices === undefined) return [...children];
  let bits = 0;
  for (const slice of slices)
    for (const row of rowsIn(slice.gfns, gfns)) bits |= slice.children[row];
  return children.filter((_, child) => (bits & (1 << child)) !== 0);
}

function countsOfPoint({ point, pages }: PointRecord): PageCounts {
  const { gfns } = pages;
  return {
    gfns,
    counts: new Uint32Array(gfns.length).fill(1),
    lastPoints: new Uint32Array(gfns.length).fill(point),
    zero: pages.kinds.map((kind) => (kind === PageKind.ZERO ? 1 : 0)),
  };
}

/** The part of a SEG's table that lies in a range. */
function countsInRange(slice: SegmentSlice, range: Range): PageCounts {
  const part = emptyCounts(slice.gfns.length);
  let rows = 0;
  for (let row = 0; row < slice.gfns.length; row++) {
    let count = 0;
    for (let i = slice.starts[row]; i < slice.starts[row + 1]; i++) {
      const point = slice.points[i];
      if (point < range.from || point > range.to) continue;
      count++;
      part.lastPoints[rows] = point;
      part.zero[rows] = slice.zeroAt[i];
    }
    if (count === 0) continue;
    part.gfns[rows] = slice.gfns[row];
    part.counts[rows++] = count;
  }
  return {
    gfns: part.gfns.slice(0, rows),
    counts: part.counts.slice(0, rows),
    lastPoints: part.lastPoints.slice(0, rows),
    zero: part.zero.slice(0, rows),
  };
}
