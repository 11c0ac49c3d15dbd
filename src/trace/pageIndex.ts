import { CountsSum } from './countsSum';
import { NODE_CHILDREN, PageKind } from './format';
import { isWithin, overlaps, type IndexedPoints, type IndexTree, type NodeView } from './indexTree';
import type { Subtree } from './nodeRecord';
import type { PageCounts } from './pageCounts';
import { countsOf, joinLists, listsInRange, type PageLists } from './pageLists';
import { PointList } from './pointList';
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
      const { point, pages } = await tail.record(i);
      if (rowOf(pages.gfns, gfn) >= 0) return point;
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
    const points = new PointList();
    for (const root of this.#tree.roots) {
      await this.#touchingBelow(root, gfns, range, points);
    }
    for await (const { point, pages } of this.#tailIn(range)) {
      const row = firstRow(pages.gfns, gfns.from);
      if (row < pages.gfns.length && pages.gfns[row] <= gfns.to) points.add(point);
    }
    return points.copy();
  }

  /** How often each page was dirtied in a range. */
  async counts(range: Range): Promise<PageCounts> {
    const sum = new CountsSum();
    for (const root of this.#tree.roots) await this.#countsBelow(root, range, sum);
    for await (const point of this.#tailIn(range)) sum.add(countsOfPoint(point));
    return sum.table();
  }

  /** At which points below a root each page was dirty; undefined if only its children know. */
  async listsOf(root: Subtree): Promise<PageLists | undefined> {
    const lists = await this.#tree.lists(root, ALL_GFNS);
    return lists === undefined ? undefined : joinLists(lists, root.firstPoint);
  }

  /** The points of a range that the index does not cover. */
  async *#tailIn({ from, to }: Range): AsyncGenerator<PointRecord, void, void> {
    const { directory, tail } = this.#points;
    const end = Math.min(to + 1 - directory.points, tail.length);
    for (let i = Math.max(0, from - directory.points); i < end; i++) yield await tail.record(i);
  }

  async #lastBelow(at: Subtree, gfn: number, limit: number): Promise<number | undefined> {
    const page = { from: gfn, to: gfn };
    const node = at.level === 0 ? undefined : await this.#tree.node(at, page);
    for (const { gfns, lastPoints } of node?.summary ?? []) {
      const row = rowOf(gfns, gfn);
      if (row >= 0 && lastPoints[row] <= limit) return lastPoints[row];
    }
    const children = node === undefined ? [] : childrenTouching(node, page);
    if (node !== undefined && children.length === 0) return undefined;
    const lists = await this.#tree.lists(at, page);
    if (lists !== undefined) return lastIn(lists, gfn, limit);
    for (const child of children.reverse()) {
      if (child.firstPoint > limit) continue;
      const found = await this.#lastBelow(child, gfn, limit);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #touchingBelow(at: Subtree, gfns: Range, range: Range, points: PointList): Promise<void> {
    if (!overlaps(at, range)) return;
    const lists = await this.#tree.lists(at, gfns);
    if (lists === undefined) {
      for (const child of childrenTouching(await this.#tree.node(at, gfns), gfns)) {
        await this.#touchingBelow(child, gfns, range, points);
      }
      return;
    }
    for (const code of codesOf(lists, gfns)) {
      const point = at.firstPoint + (code >>> 1);
      if (point >= range.from && point <= range.to) points.add(point);
    }
  }

  async #countsBelow(at: Subtree, range: Range, sum: CountsSum): Promise<void> {
    if (!overlaps(at, range)) return;
    const whole = isWithin(at, range);
    if (whole && at.level > 0) {
      const { summary, children } = await this.#tree.node(at, ALL_GFNS);
      for (const part of summary ?? []) sum.add(part);
      if (summary !== undefined) return;
      for (const child of children) await this.#countsBelow(child, range, sum);
      return;
    }
    const lists = isMostly(at, range) ? await this.#tree.lists(at, ALL_GFNS) : undefined;
    for (const each of lists ?? []) {
      sum.add(countsOf(whole ? each : listsInRange(each, range)));
    }
    if (lists !== undefined) return;
    for (const child of await this.#tree.children(at)) {
      await this.#countsBelow(child, range, sum);
    }
  }
}

/** The points at which pages of a range were dirty, ascending, each once, as codes of PageLists. */
function codesOf(lists: readonly PageLists[], pages: Range): Uint32Array {
  const rows = lists.flatMap(({ gfns, starts, codes }) =>
    Array.from(rowsIn(gfns, pages), (row) => codes.subarray(starts[row], starts[row + 1])),
  );
  if (rows.length === 1) return rows[0];
  const highest = rows.reduce((most, row) => Math.max(most, row[row.length - 1]), 0);
  const touched = new Uint8Array((highest >>> 1) + 1);
  for (const row of rows) for (let i = 0; i < row.length; i++) touched[row[i] >>> 1] = 1;
  const codes = new PointList();
  for (let point = 0; point < touched.length; point++)
    if (touched[point] === 1) codes.add(2 * point);
  return codes.copy();
}

/** Whether enough of a SEG or NODE lies in a range for its own lists to be read sooner than its children's. */
function isMostly({ level, firstPoint, points }: Subtree, { from, to }: Range): boolean {
  const inside = Math.min(to + 1, firstPoint + points) - Math.max(from, firstPoint);
  return level === 0 || (level === 1 && inside * NODE_CHILDREN > points);
}

/** The last point at or before a limit at which a page was dirty, by lists that are all there is. */
function lastIn(lists: readonly PageLists[], gfn: number, limit: number): number | undefined {
  for (const { first, gfns, starts, codes } of lists) {
    const row = rowOf(gfns, gfn);
    if (row < 0) continue;
    const list = codes.subarray(starts[row], starts[row + 1]);
    const behind = firstRow(list, Math.max(0, limit + 1 - first) * 2);
    return behind === 0 ? undefined : first + (list[behind - 1] >>> 1);
  }
  return undefined;
}

/** The children that may hold one of the pages, in the order of their points. */
function childrenTouching({ children, summary }: NodeView, gfns: Range): Subtree[] {
  if (summary === undefined) return [...children];
  let bits = 0;
  for (const slice of summary)
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
