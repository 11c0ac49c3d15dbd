import { KemariError } from '../core/errors';
import { ByteCache } from './byteCache';
import { damaged } from './damage';
import { recordName, RecordType } from './format';
import type { Directory } from './directoryRecord';
import { NODE, type IndexNode, type Subtree } from './nodeRecord';
import { emptyCounts, mergeCounts, type PageCounts } from './pageCounts';
import {
  NODE_PIX,
  SEGMENT_PIX,
  type NodeSlice,
  type SegmentSlice,
  type TableSlice,
} from './pageTable';
import { PageKind } from './format';
import { POINT, type PointRecord } from './pointRecord';
import type { RecordReader } from './recordReader';
import { bytesOfRebuilt, rebuildSegment, type RebuiltSegment } from './segmentRebuild';
import { SEG, type Segment } from './segmentRecord';
import type { TraceNotice } from './trace';

/** Points or GFNs of a range, inclusive at both ends. */
interface Range {
  readonly from: number;
  readonly to: number;
}

const ALL_GFNS: Range = { from: 0, to: Infinity };

/** What the index covers, and what it does not yet. */
interface IndexedPoints {
  readonly directory: Directory;
  /** The points behind the directory's, in their order. */
  readonly tail: readonly PointRecord[];
  readonly lastPointOffset: number;
}

/**
 * Answers which points dirtied which pages, from the tree of SEG and NODE records, and from the points
 * behind it that no SEG holds yet. Point 0 dirties nothing. A segment whose records are damaged is made
 * from its POINTs instead.
 */
export class PageIndex {
  readonly #records: RecordReader;
  readonly #directory: Directory;
  readonly #tail: readonly PointRecord[];
  readonly #lastPointOffset: number;
  /** Segments whose SEG or PIX records are damaged, by their first point. */
  readonly #rebuilt: ByteCache<RebuiltSegment>;
  /** First points of segments that were noticed to be damaged. */
  readonly #noticed = new Set<number>();
  readonly #notice: (notice: TraceNotice) => void;

  /**
   * @param cacheBytes budget for segments whose records are damaged.
   * @param notice is told of each such segment once.
   */
  constructor(
    records: RecordReader,
    { directory, tail, lastPointOffset }: IndexedPoints,
    cacheBytes: number,
    notice: (notice: TraceNotice) => void,
  ) {
    this.#records = records;
    this.#directory = directory;
    this.#tail = tail;
    this.#lastPointOffset = lastPointOffset;
    this.#rebuilt = new ByteCache(cacheBytes);
    this.#notice = notice;
  }

  /** The last point at or before `at` that dirtied the page; undefined if none did. */
  async last(gfn: number, at: number): Promise<number | undefined> {
    for (let i = Math.min(at - this.#directory.points, this.#tail.length - 1); i >= 0; i--) {
      if (rowOf(this.#tail[i].pages.gfns, gfn) >= 0) return this.#tail[i].point;
    }
    for (const root of [...this.#directory.roots].reverse()) {
      if (root.firstPoint > at) continue;
      const found = await this.#lastBelow(root, gfn, at);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The points of a range that dirtied at least one of the pages, ascending. */
  async touching(gfns: Range, range: Range): Promise<Uint32Array> {
    const points: number[] = [];
    for (const root of this.#directory.roots) {
      await this.#touchingBelow(root, gfns, range, points);
    }
    for (const { point, pages } of this.#tail) {
      if (point < range.from || point > range.to) continue;
      const row = firstRow(pages.gfns, gfns.from);
      if (row < pages.gfns.length && pages.gfns[row] <= gfns.to) points.push(point);
    }
    return Uint32Array.from(points);
  }

  /** How often each page was dirtied in a range. */
  async counts(range: Range): Promise<PageCounts> {
    const parts: PageCounts[] = [];
    for (const root of this.#directory.roots) await this.#countsBelow(root, range, parts);
    for (const point of this.#tail) {
      if (point.point >= range.from && point.point <= range.to) parts.push(countsOfPoint(point));
    }
    return joinCounts(parts);
  }

  /** The SEG that holds a point; undefined if no SEG does yet. */
  async segmentOf(point: number): Promise<Segment | undefined> {
    let at: Subtree | undefined = this.#directory.roots.find((root) => holds(root, point));
    while (at !== undefined && at.level > 0) {
      at = (await this.#node(at)).children.find((child) => holds(child, point));
    }
    return at === undefined ? undefined : this.#segment(at);
  }

  /** Gives up what is cached. */
  clear(): void {
    this.#rebuilt.clear();
  }

  async #lastBelow(at: Subtree, gfn: number, limit: number): Promise<number | undefined> {
    if (at.level === 0) {
      const slice = await this.#segmentSlice(at, gfn);
      const row = slice === undefined ? -1 : rowOf(slice.gfns, gfn);
      if (slice === undefined || row < 0) return undefined;
      for (let i = slice.starts[row + 1] - 1; i >= slice.starts[row]; i--) {
        if (slice.points[i] <= limit) return slice.points[i];
      }
      return undefined;
    }
    const node = await this.#node(at);
    const slice = await this.#nodeSlice(node, gfn);
    const row = slice === undefined ? -1 : rowOf(slice.gfns, gfn);
    if (slice === undefined || row < 0) return undefined;
    if (slice.lastPoints[row] <= limit) return slice.lastPoints[row];
    for (let child = node.children.length - 1; child >= 0; child--) {
      const holdsPage = (slice.children[row] & (1 << child)) !== 0;
      if (!holdsPage || node.children[child].firstPoint > limit) continue;
      const found = await this.#lastBelow(node.children[child], gfn, limit);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #touchingBelow(at: Subtree, gfns: Range, range: Range, points: number[]): Promise<void> {
    if (!overlaps(at, range)) return;
    if (at.level === 0) {
      const touched = new Uint8Array(at.points);
      for (const slice of await this.#segmentSlices(at, gfns)) {
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
    const node = await this.#node(at);
    let children = 0;
    for (const { offset } of slicesIn(node.slices, gfns)) {
      const slice = await this.#readNodeSlice(node, offset);
      for (const row of rowsIn(slice.gfns, gfns)) children |= slice.children[row];
    }
    for (const [child, subtree] of node.children.entries()) {
      if ((children & (1 << child)) !== 0) {
        await this.#touchingBelow(subtree, gfns, range, points);
      }
    }
  }

  async #countsBelow(at: Subtree, range: Range, parts: PageCounts[]): Promise<void> {
    if (!overlaps(at, range)) return;
    const whole = at.firstPoint >= range.from && at.firstPoint + at.points - 1 <= range.to;
    if (at.level === 0) {
      for (const slice of await this.#segmentSlices(at, ALL_GFNS)) {
        parts.push(whole ? slice : countsInRange(slice, range));
      }
      return;
    }
    const node = await this.#node(at);
    if (whole) {
      for (const { offset } of node.slices) parts.push(await this.#readNodeSlice(node, offset));
    } else {
      for (const child of node.children) await this.#countsBelow(child, range, parts);
    }
  }

  async #segment(at: Subtree): Promise<Segment | RebuiltSegment> {
    const rebuilt = this.#rebuilt.get(at.firstPoint);
    if (rebuilt !== undefined) return rebuilt;
    try {
      const segment = await this.#records.read(at.offset, SEG);
      this.#check(at, segment.firstPoint, segment.points.length);
      return segment;
    } catch (error) {
      return this.#rebuild(at, error);
    }
  }

  /** @param damage what kept the segment from being read. */
  async #rebuild(at: Subtree, damage: unknown): Promise<RebuiltSegment> {
    if (!(damage instanceof KemariError) || damage.kind !== 'input') throw damage;
    const kept = this.#rebuilt.get(at.firstPoint);
    if (kept !== undefined) return kept;
    const range = `sync points ${at.firstPoint} to ${at.firstPoint + at.points - 1}`;
    try {
      const last = await this.#lastPointOf(at);
      const rebuilt = await rebuildSegment(this.#records, at, last);
      this.#rebuilt.set(at.firstPoint, rebuilt, bytesOfRebuilt(rebuilt));
      if (!this.#noticed.has(at.firstPoint)) {
        this.#noticed.add(at.firstPoint);
        const message =
          `Damage: ${damage.message}. Nothing is lost: ${range} are read without it. ` +
          '`kemari verify` lists all damage.';
        this.#notice({ message, offset: damage.place.offset ?? at.offset });
      }
      return rebuilt;
    } catch (error) {
      if (!(error instanceof KemariError) || error.kind !== 'input') throw error;
      throw new KemariError(
        'input',
        `${damage.message}; ${range} cannot be read without it, since there is more damage: ` +
          `${error.message}; \`kemari verify\` lists all damage`,
        damage.place,
        { cause: error },
      );
    }
  }

  /** Offset of a segment's last POINT, found from what comes behind it. */
  async #lastPointOf(at: Subtree): Promise<number> {
    const next = at.firstPoint + at.points;
    const segment = await this.segmentOf(next);
    if (segment !== undefined) {
      return (await this.#records.read(segment.pointOffsets[0], POINT, this.#records.guestPages))
        .previousOffset;
    }
    return this.#tail.at(0)?.previousOffset ?? this.#lastPointOffset;
  }

  async #node(at: Subtree): Promise<IndexNode> {
    const node = await this.#records.read(at.offset, NODE);
    this.#check(at, node.firstPoint, node.points);
    return node;
  }

  #check(at: Subtree, firstPoint: number, points: number): void {
    if (firstPoint === at.firstPoint && points === at.points) return;
    const what = recordName(at.level === 0 ? RecordType.SEG : RecordType.NODE);
    const expected = `${at.points} points from ${at.firstPoint}`;
    throw damaged(this.#records.file, at.offset, what, expected, `${points} from ${firstPoint}`);
  }

  async #segmentSlice(at: Subtree, gfn: number): Promise<SegmentSlice | undefined> {
    const segment = await this.#segment(at);
    if ('table' in segment) return segment.table;
    const slice = sliceOf(segment.slices, gfn);
    if (slice === undefined) return undefined;
    try {
      return await this.#readSegmentSlice(segment, slice.offset);
    } catch (error) {
      return (await this.#rebuild(at, error)).table;
    }
  }

  /** The parts of a SEG's table that may hold the pages. */
  async #segmentSlices(at: Subtree, gfns: Range): Promise<SegmentSlice[]> {
    const segment = await this.#segment(at);
    if ('table' in segment) return [segment.table];
    try {
      const slices: SegmentSlice[] = [];
      for (const { offset } of slicesIn(segment.slices, gfns)) {
        slices.push(await this.#readSegmentSlice(segment, offset));
      }
      return slices;
    } catch (error) {
      return [(await this.#rebuild(at, error)).table];
    }
  }

  async #nodeSlice(node: IndexNode, gfn: number): Promise<NodeSlice | undefined> {
    const slice = sliceOf(node.slices, gfn);
    return slice && this.#readNodeSlice(node, slice.offset);
  }

  #readSegmentSlice(segment: Segment, offset: number): Promise<SegmentSlice> {
    const { firstPoint, points } = segment;
    return this.#records.read(offset, SEGMENT_PIX, firstPoint, points.length);
  }

  #readNodeSlice(node: IndexNode, offset: number): Promise<NodeSlice> {
    return this.#records.read(offset, NODE_PIX, node.firstPoint, node.points);
  }
}

function holds(at: Subtree, point: number): boolean {
  return point >= at.firstPoint && point < at.firstPoint + at.points;
}

function overlaps(at: Subtree, range: Range): boolean {
  return at.firstPoint <= range.to && at.firstPoint + at.points > range.from;
}

/** The row of a GFN in an ascending column, or -1. */
export function rowOf(gfns: Uint32Array, gfn: number): number {
  const row = firstRow(gfns, gfn);
  return row < gfns.length && gfns[row] === gfn ? row : -1;
}

/** The first row in an ascending column with this GFN or a higher one; its length if there is none. */
function firstRow(gfns: Uint32Array, gfn: number): number {
  let low = 0;
  let high = gfns.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (gfns[middle] < gfn) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows of an ascending column with a GFN of a range. */
function* rowsIn(gfns: Uint32Array, { from, to }: Range): Generator<number> {
  for (let row = firstRow(gfns, from); row < gfns.length && gfns[row] <= to; row++) yield row;
}

function slicesIn(slices: readonly TableSlice[], { from, to }: Range): readonly TableSlice[] {
  return slices.filter(({ firstGfn, lastGfn }) => firstGfn <= to && lastGfn >= from);
}

function sliceOf(slices: readonly TableSlice[], gfn: number): TableSlice | undefined {
  let low = 0;
  let high = slices.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const slice = slices[middle];
    if (gfn < slice.firstGfn) high = middle - 1;
    else if (gfn > slice.lastGfn) low = middle + 1;
    else return slice;
  }
  return undefined;
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

/** Puts tables together that come in the order of their points, in rounds of neighbouring pairs. */
function joinCounts(parts: readonly PageCounts[]): PageCounts {
  let tables = parts;
  while (tables.length > 1) {
    const joined: PageCounts[] = [];
    for (let i = 0; i < tables.length; i += 2) {
      const pair = tables.slice(i, i + 2);
      joined.push(pair.length === 2 ? mergeCounts(pair[0], pair[1]).counts : pair[0]);
    }
    tables = joined;
  }
  return tables.at(0) ?? emptyCounts(0);
}
