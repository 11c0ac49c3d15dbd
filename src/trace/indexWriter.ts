import { ByteWriter } from '../core/byteWriter';
import type { SyncPoint } from '../core/syncPoint';
import { FORMAT_VERSION, NODE_CHILDREN, pointsBelow, RecordType, SEGMENT_POINTS } from './format';
import { encodeDirectory, type Directory, type ImageEntry } from './directoryRecord';
import { encodeNode, type ChildEntry } from './nodeRecord';
import { addChild, type NodeCounts, type PageCounts } from './pageCounts';
import { joinKeys, writeNodeTable, writeSegmentTable } from './pageTable';
import { columnsOf } from './pointColumns';
import { figuresOf, joinFigures, type RangeFigures } from './rangeFigures';
import type { RecordWriter } from './recordWriter';
import { encodeSegment } from './segmentRecord';

/** A NODE that has not got all its children yet; `level` is the NODE's. */
interface OpenNode {
  firstPoint: number;
  children: ChildEntry[];
  counts: NodeCounts | undefined;
}

/**
 * Collects what the index needs of each committed point, and writes a SEG for every 256 points, a NODE
 * for every sixteen of those, and so on, each time followed by a DIR that names the roots.
 */
export class IndexWriter {
  readonly #records: RecordWriter;
  readonly #version: number;
  #points: SyncPoint[] = [];
  #pointOffsets: number[] = [];
  /** Keys as {@link writeSegmentTable} takes them, not yet in order: an array for each point. */
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
    },
  ): Promise<void> {
    for (const { level, offset: root, firstPoint, points } of directory.roots) {
      const to = firstPoint + points - 1;
      const counts = await known.counts(firstPoint, to);
      const figures = await known.figures(firstPoint, to);
      this.#covered = firstPoint + points;
      this.#addSubtree(level, { offset: root, figures }, counts);
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
    const inSegment = this.#points.length;
    const keys = new Float64Array(gfns.length);
    for (let i = 0; i < gfns.length; i++) {
      keys[i] = gfns[i] * (2 * SEGMENT_POINTS) + inSegment * 2 + zero[i];
    }
    this.#keys.push(keys);
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
    const { slices, counts } = writeSegmentTable(joinKeys(this.#keys), firstPoint, this.#records);
    const payload = new ByteWriter(1 << 14);
    const pointOffsets = Float64Array.from(this.#pointOffsets);
    const points = columnsOf(this.#points, firstPoint);
    encodeSegment({ points, pointOffsets, slices }, this.#records.offset, payload);
    const offset = this.#records.add(RecordType.SEG, payload.view());
    this.#covered += this.#points.length;
    this.#points = [];
    this.#pointOffsets = [];
    this.#keys = [];
    this.#addSubtree(0, { offset, figures: figuresOf(points) }, counts);
  }

  /** Hangs a SEG or NODE below the open NODE of the next level. */
  #addSubtree(level: number, child: ChildEntry, counts: PageCounts): void {
    const { firstPoint } = child.figures;
    const node = (this.#open[level] ??= { firstPoint, children: [], counts: undefined });
    if (node.children.length === 0) node.firstPoint = firstPoint;
    node.counts = addChild(node.counts, counts, node.children.length);
    node.children.push(child);
    // A last SEG of fewer points never completes a NODE: it would not be full.
    const full = node.firstPoint + pointsBelow(level + 1) === this.#covered;
    if (node.children.length === NODE_CHILDREN && full) this.#closeNode(level + 1, node);
  }

  #closeNode(level: number, node: OpenNode): void {
    const { firstPoint, children, counts } = node;
    if (counts === undefined) return;
    const slices = writeNodeTable(counts, counts.children, firstPoint, this.#records);
    const payload = new ByteWriter();
    const record = { level, firstPoint, children, slices };
    encodeNode(record, this.#records.offset, this.#version, payload);
    const offset = this.#records.add(RecordType.NODE, payload.view());
    node.children = [];
    node.counts = undefined;
    const figures = joinFigures(children.map((child) => child.figures));
    this.#addSubtree(level, { offset, figures }, counts);
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
