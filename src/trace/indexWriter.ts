import { ByteWriter } from '../core/byteWriter';
import type { SyncPoint } from '../core/syncPoint';
import {
  FORMAT_VERSION,
  MAX_LISTED_LEVEL,
  NODE_CHILDREN,
  pointsBelow,
  RecordType,
  SEGMENT_POINTS,
} from './format';
import { encodeDirectory, type Directory, type ImageEntry } from './directoryRecord';
import { encodeNode, type ChildEntry, type Subtree } from './nodeRecord';
import { addChild, type NodeCounts, type PageCounts } from './pageCounts';
import { countsOf, joinLists, keysOf, listsOf, type PageLists } from './pageLists';
import { writeLists, writeSummary } from './pageTable';
import { columnsOf } from './pointColumns';
import { figuresOf, joinFigures, type RangeFigures } from './rangeFigures';
import type { RecordWriter } from './recordWriter';
import { encodeSegment } from './segmentRecord';

/** A NODE that has not got all its children yet; `level` is the NODE's. */
interface OpenNode {
  firstPoint: number;
  children: ChildEntry[];
  counts: NodeCounts | undefined;
  /** Of each child; undefined if the NODE will have none. */
  lists: PageLists[] | undefined;
}

/** Most entries of lists in a NODE; what would have more leaves them to its children. */
const MOST_LISTED = 1 << 21;

/**
 * Collects what the index needs of each committed point, and writes a SEG for every 256 points, a NODE
 * for every sixteen of those, and so on, each time followed by a DIR that names the roots.
 */
export class IndexWriter {
  readonly #records: RecordWriter;
  readonly #version: number;
  #points: SyncPoint[] = [];
  #pointOffsets: number[] = [];
  /** {@link keysOf} each point. */
  #keys: Float64Array[] = [];
  /** By level less 1. */
  readonly #open: OpenNode[] = [];
  readonly #images: ImageEntry[] = [];
  #covered = 0;
  #dirOffset = 0;

  /** @param version of the file's format. */
  constructor(records: RecordWriter, version = FORMAT_VERSION) {
    this.#records = records;
    this.#version = version;
  }

  /** Offset of the last DIR; 0 before the first. */
  get dirOffset(): number {
    return this.#dirOffset;
  }

  /**
   * Goes on behind what an index covers that was not closed; comes before the first point.
   * @param offset of the directory.
   * @param known what it says of the points from one to another, both among them.
   */
  async resume(
    directory: Directory,
    offset: number,
    known: {
      counts(from: number, to: number): Promise<PageCounts>;
      figures(from: number, to: number): Promise<RangeFigures>;
      /** At which points below a root each page was dirty; undefined if only its children know. */
      lists(root: Subtree): Promise<PageLists | undefined>;
    },
  ): Promise<void> {
    for (const root of directory.roots) {
      const { level, firstPoint, points } = root;
      const to = firstPoint + points - 1;
      const counts = await known.counts(firstPoint, to);
      const figures = await known.figures(firstPoint, to);
      this.#covered = firstPoint + points;
      const lists = await known.lists(root);
      this.#addSubtree(level, { offset: root.offset, figures }, counts, lists);
    }
    this.#images.push(...directory.images);
    this.#dirOffset = offset;
  }

  /**
   * Takes the next point, and writes what it completes.
   * @param offset of its POINT record.
   * @param imageOffset of its IMAGE record; 0: it has none.
   * @param gfns its dirty pages, ascending. @param zero 1 for each that is all zero.
   */
  add(
    point: SyncPoint,
    offset: number,
    imageOffset: number,
    gfns: Uint32Array,
    zero: Uint8Array,
  ): void {
    if (imageOffset !== 0) this.#images.push({ point: point.point, offset: imageOffset });
    this.#keys.push(keysOf(gfns, (i) => zero[i] === 1, this.#points.length));
    this.#points.push(point);
    this.#pointOffsets.push(offset);
    if (this.#points.length === SEGMENT_POINTS) {
      this.#closeSegment();
      this.#writeDirectory(false);
    }
  }

  /** Writes what is left and the closing DIR; nothing may be added afterwards. */
  finish(): void {
    if (this.#points.length > 0) this.#closeSegment();
    this.#writeDirectory(true);
  }

  #closeSegment(): void {
    const [{ point: firstPoint }] = this.#points;
    const lists = listsOf(this.#keys, firstPoint);
    const slices = writeLists(lists, this.#records);
    const payload = new ByteWriter(1 << 14);
    const pointOffsets = Float64Array.from(this.#pointOffsets);
    const points = columnsOf(this.#points, firstPoint);
    encodeSegment({ points, pointOffsets, slices }, this.#records.offset, payload);
    const offset = this.#records.add(RecordType.SEG, payload.view());
    this.#covered += this.#points.length;
    this.#points = [];
    this.#pointOffsets = [];
    this.#keys = [];
    this.#addSubtree(0, { offset, figures: figuresOf(points) }, countsOf(lists), lists);
  }

  /** Hangs a SEG or NODE below the open NODE of the next level. */
  #addSubtree(
    level: number,
    child: ChildEntry,
    counts: PageCounts,
    lists: PageLists | undefined,
  ): void {
    const { firstPoint } = child.figures;
    const node = (this.#open[level] ??= newNode(firstPoint));
    node.counts = addChild(node.counts, counts, node.children.length);
    node.lists = addLists(node.lists, lists, level + 1);
    node.children.push(child);
    // A last SEG of fewer points never completes a NODE: it would not be full.
    const full = node.firstPoint + pointsBelow(level + 1) === this.#covered;
    if (node.children.length === NODE_CHILDREN && full) this.#closeNode(level + 1, node);
  }

  #closeNode(level: number, { firstPoint, children, counts, lists }: OpenNode): void {
    if (counts === undefined) return;
    const joined = lists === undefined ? undefined : joinLists(lists, firstPoint);
    const payload = new ByteWriter();
    const slices = {
      slices: writeSummary(counts, firstPoint, this.#records),
      lists: joined === undefined || this.#version === 1 ? [] : writeLists(joined, this.#records),
    };
    const record = { level, firstPoint, children, ...slices };
    encodeNode(record, this.#records.offset, this.#version, payload);
    const offset = this.#records.add(RecordType.NODE, payload.view());
    this.#open[level - 1] = newNode(firstPoint + pointsBelow(level));
    const figures = joinFigures(children.map((child) => child.figures));
    this.#addSubtree(level, { offset, figures }, counts, joined);
  }

  #writeDirectory(closed: boolean): void {
    // The highest level holds the oldest points.
    const roots = this.#open
      .map(({ children }, level) => children.map(({ offset }) => ({ level, offset })))
      .reverse()
      .flat();
    const payload = new ByteWriter();
    const directory = { closed, points: this.#covered, roots };
    const images = this.#version === 1 ? {} : { images: this.#images };
    encodeDirectory({ ...directory, ...images }, this.#records.offset, payload);
    this.#dirOffset = this.#records.add(RecordType.DIR, payload.view());
  }
}

function newNode(firstPoint: number): OpenNode {
  return { firstPoint, children: [], counts: undefined, lists: [] };
}

/** The lists of a NODE's children with one more, unless they are too many for one NODE. */
function addLists(
  lists: PageLists[] | undefined,
  added: PageLists | undefined,
  level: number,
): PageLists[] | undefined {
  if (lists === undefined || added === undefined || level > MAX_LISTED_LEVEL) return undefined;
  const all = [...lists, added];
  const entries = all.reduce((sum, { codes }) => sum + codes.length, 0);
  return entries > MOST_LISTED ? undefined : all;
}
