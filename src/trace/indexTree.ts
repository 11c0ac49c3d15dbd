import { KemariError } from '../core/errors';
import { ByteCache } from './byteCache';
import { damaged, isDamage } from './damage';
import type { Directory } from './directoryRecord';
import { recordName, RecordType } from './format';
import { findChildren } from './foundChildren';
import { LastPoints } from './lastPoints';
import { NODE, type IndexNode, type Subtree } from './nodeRecord';
import type { NodeCounts } from './pageCounts';
import type { PageLists } from './pageLists';
import { LIST_PIX, SUMMARY_PIX, type TableSlice } from './pageTable';
import type { PointTail } from './pointTail';
import type { RecordReader } from './recordReader';
import { bytesOfRebuilt, rebuildSegment, type RebuiltSegment } from './segmentRebuild';
import { PASSING_SEG, SEG, SEG_PLACES, type Segment } from './segmentRecord';
import { slicesIn, type Range } from './tableRows';
import type { TraceNotice } from './trace';

/** PIX records that are read at the same time. */
const READ_TOGETHER = 8;

/** What is known of a NODE. */
export interface NodeView {
  readonly children: readonly Subtree[];
  /** Parts of its summary; none are known if it is damaged. */
  readonly summary?: readonly NodeCounts[];
}

/** What the index covers, and what it does not yet. */
export interface IndexedPoints {
  readonly directory: Directory;
  /** The points behind the directory's. */
  readonly tail: PointTail;
  readonly lastPointOffset: number;
}

/**
 * The tree of SEG and NODE records. A segment whose records are damaged is made from its POINTs instead;
 * the children of a damaged NODE are found without it.
 */
export class IndexTree {
  readonly #records: RecordReader;
  readonly #points: IndexedPoints;
  /** Segments whose SEG or PIX records are damaged, by their first point. */
  readonly #rebuilt: ByteCache<RebuiltSegment>;
  readonly #lastPoints: LastPoints;
  /** Children of damaged NODEs, by the NODE's level and first point. */
  readonly #foundChildren = new Map<string, readonly Subtree[]>();
  /** SEGs and NODEs that were noticed to be damaged: their level and first point. */
  readonly #noticed = new Set<string>();
  readonly #notice: (notice: TraceNotice) => void;

  /**
   * @param cacheBytes budget for segments whose records are damaged.
   * @param notice is told of each damaged SEG or NODE once.
   */
  constructor(
    records: RecordReader,
    points: IndexedPoints,
    cacheBytes: number,
    notice: (notice: TraceNotice) => void,
  ) {
    this.#records = records;
    this.#points = points;
    this.#rebuilt = new ByteCache(cacheBytes);
    this.#notice = notice;
    const segments = {
      leafOf: (point: number) => this.#leafOf(point),
      firstPointOf: async (leaf: Subtree) => (await this.#readPlaces(leaf))[0],
    };
    const lastIndexed = points.tail.points.at(0)?.previousOffset ?? points.lastPointOffset;
    this.#lastPoints = new LastPoints(records, segments, lastIndexed);
  }

  /** From left to right. */
  get roots(): readonly Subtree[] {
    return this.#points.directory.roots;
  }

  /**
   * The SEG that holds a point; undefined if no SEG does yet.
   * @param passing whether it is one of so many that it would only drive others from the cache.
   */
  async segmentOf(point: number, passing = false): Promise<Segment | undefined> {
    const at = await this.#leafOf(point);
    return at === undefined ? undefined : this.segment(at, passing);
  }

  /** Offset of the POINT record of a point that a SEG holds; undefined if none does yet. */
  async pointOffset(point: number): Promise<number | undefined> {
    const at = await this.#leafOf(point);
    if (at === undefined) return undefined;
    return (await this.#pointOffsets(at))[point - at.firstPoint];
  }

  async #leafOf(point: number): Promise<Subtree | undefined> {
    let at: Subtree | undefined = this.roots.find((root) => holds(root, point));
    while (at !== undefined && at.level > 0) {
      at = (await this.children(at)).find((child) => holds(child, point));
    }
    return at;
  }

  /** Where the POINTs of a SEG are, without the rest of it unless that is known. */
  async #pointOffsets(at: Subtree): Promise<Float64Array> {
    const isKnown =
      this.#rebuilt.get(at.firstPoint) !== undefined ||
      this.#records.cached(at.offset, SEG) !== undefined;
    if (isKnown) return (await this.segment(at)).pointOffsets;
    try {
      return await this.#readPlaces(at);
    } catch (error) {
      return (await this.#rebuild(at, error)).pointOffsets;
    }
  }

  async #readPlaces(at: Subtree): Promise<Float64Array> {
    const { firstPoint, pointOffsets } = await this.#records.read(at.offset, SEG_PLACES);
    this.#check(at, firstPoint, pointOffsets.length);
    return pointOffsets;
  }

  /** Gives up what is cached. */
  clear(): void {
    this.#rebuilt.clear();
  }

  /** A SEG, or what is made in its place. */
  async segment(at: Subtree, passing = false): Promise<Segment | RebuiltSegment> {
    const rebuilt = this.#rebuilt.get(at.firstPoint);
    if (rebuilt !== undefined) return rebuilt;
    try {
      const segment =
        this.#records.cached(at.offset, SEG) ??
        (await this.#records.read(at.offset, passing ? PASSING_SEG : SEG));
      this.#check(at, segment.points.firstPoint, segment.points.length);
      return segment;
    } catch (error) {
      return this.#rebuild(at, error);
    }
  }

  /** @param damage what kept the segment from being read. */
  async #rebuild(at: Subtree, damage: unknown): Promise<RebuiltSegment> {
    if (!isDamage(damage)) throw damage;
    const kept = this.#rebuilt.get(at.firstPoint);
    if (kept !== undefined) return kept;
    const range = `sync points ${at.firstPoint} to ${at.firstPoint + at.points - 1}`;
    try {
      const last = await this.#lastPoints.of(at);
      const rebuilt = await rebuildSegment(this.#records, at, last);
      this.#rebuilt.set(at.firstPoint, rebuilt, bytesOfRebuilt(rebuilt));
      this.#tell(at, damage);
      return rebuilt;
    } catch (error) {
      if (!isDamage(error)) throw error;
      throw new KemariError(
        'input',
        `${damage.message}; ${range} cannot be read without it, since there is more damage: ` +
          `${error.message}; \`kemari verify\` lists all damage`,
        damage.place,
        { cause: error },
      );
    }
  }

  /** A NODE with the parts of its summary that may hold the pages. */
  async node(at: Subtree, gfns: Range): Promise<NodeView> {
    try {
      const node = await this.#readNode(at);
      const { firstPoint, points } = node;
      const summary = await inTurn(slicesIn(node.slices, gfns), ({ offset }) =>
        this.#records.read(offset, SUMMARY_PIX, firstPoint, points),
      );
      return { children: node.children, summary };
    } catch (error) {
      this.#noticeNode(at, error);
      return { children: await this.children(at) };
    }
  }

  /** The children of a NODE, whether that is damaged or not. */
  async children(at: Subtree): Promise<readonly Subtree[]> {
    try {
      return (await this.#readNode(at)).children;
    } catch (error) {
      this.#noticeNode(at, error);
      const key = keyOf(at);
      const known =
        this.#foundChildren.get(key) ??
        (await findChildren(this.#records, at, await this.#lastPoints.of(at)));
      this.#foundChildren.set(key, known);
      return known;
    }
  }

  /** @throws what is no damage. */
  #noticeNode(at: Subtree, damage: unknown): void {
    if (!isDamage(damage)) throw damage;
    this.#tell(at, damage);
  }

  /** Tells of a damaged part of the index, once. */
  #tell(at: Subtree, damage: KemariError): void {
    const { offset, firstPoint, points } = at;
    const key = keyOf(at);
    // What stands for a SEG that nobody can find is told of with the NODE that named it.
    if (offset === 0 || this.#noticed.has(key)) return;
    this.#noticed.add(key);
    const message =
      `Damage: ${damage.message}. Nothing is lost: sync points ${firstPoint} to ` +
      `${firstPoint + points - 1} are read without it. \`kemari verify\` lists all damage.`;
    this.#notice({ message, offset: damage.place.offset ?? offset });
  }

  async #readNode(at: Subtree): Promise<IndexNode> {
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

  /**
   * At which points below a SEG or NODE the pages were dirty; undefined if that is known only of its
   * children.
   */
  async lists(at: Subtree, gfns: Range): Promise<readonly PageLists[] | undefined> {
    if (at.level === 0) return this.#segmentLists(at, gfns);
    try {
      const { lists, slices } = await this.#readNode(at);
      if (lists.length === 0 && slices.length > 0) return undefined;
      return await this.#readLists(at, lists, gfns);
    } catch (error) {
      this.#noticeNode(at, error);
      return undefined;
    }
  }

  async #segmentLists(at: Subtree, gfns: Range): Promise<readonly PageLists[]> {
    const segment = await this.segment(at);
    if ('table' in segment) return [segment.table];
    try {
      return await this.#readLists(at, segment.slices, gfns);
    } catch (error) {
      return [(await this.#rebuild(at, error)).table];
    }
  }

  #readLists(
    { firstPoint, points }: Subtree,
    slices: readonly TableSlice[],
    gfns: Range,
  ): Promise<readonly PageLists[]> {
    return inTurn(slicesIn(slices, gfns), ({ offset }) =>
      this.#records.read(offset, LIST_PIX, firstPoint, points),
    );
  }
}

/** Reads something for each item, a few at a time. */
async function inTurn<T, R>(
  items: readonly T[],
  read: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += READ_TOGETHER) {
    results.push(...(await Promise.all(items.slice(at, at + READ_TOGETHER).map(read))));
  }
  return results;
}

/** Whether some of the points are below a SEG or NODE. */
export function overlaps(at: Subtree, points: Range): boolean {
  return at.firstPoint <= points.to && at.firstPoint + at.points > points.from;
}

/** Whether all points below a SEG or NODE are of the range. */
export function isWithin(at: Subtree, points: Range): boolean {
  return at.firstPoint >= points.from && at.firstPoint + at.points - 1 <= points.to;
}

function holds(at: Subtree, point: number): boolean {
  return point >= at.firstPoint && point < at.firstPoint + at.points;
}

/** Tells the parts of the tree apart. */
function keyOf({ level, firstPoint }: Subtree): string {
  return `${level} ${firstPoint}`;
}
