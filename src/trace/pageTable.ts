/**
 * A SEG's or NODE's table of dirty pages, cut into PIX records of at most 4096 pages, so that one
 * page is found by reading one of them. The directory of these PIX records stands in the SEG or NODE:
 * varint records; each: varint (first GFN - last GFN before), varint (last GFN - first GFN), varint
 * distance back from the SEG or NODE.
 *
 * PIX payload: u8 kind, varint pages; varint GFN gap less one for each (the first: GFN); varint points
 * at which the page was dirty for each; then for each page
 *   kind 0, of a SEG:  its points, each varint ((point - point before) * 2 + 1 if zero), the first
 *                      counted from the SEG's first point
 *   kind 1, of a NODE: varint ((last point - NODE's first point) * 2 + 1 if zero then), and u16: bit i
 *                      is set if the page is in child i
 */
import type { ByteReader } from '../core/byteReader';
import { ByteWriter } from '../core/byteWriter';
import { PIX_PAGES, RecordType, SEGMENT_POINTS } from './format';
import { readDistance } from './fields';
import { emptyCounts, type PageCounts } from './pageCounts';
import { readerOf, type Decoded, type RecordBody, type RecordKind } from './recordReader';
import type { RecordWriter } from './recordWriter';

const OF_SEGMENT = 0;
const OF_NODE = 1;

/** A PIX record, by its place in the directory. */
export interface TableSlice {
  readonly firstGfn: number;
  readonly lastGfn: number;
  readonly offset: number;
}

/** A SEG's PIX, decoded: counts, and every point at which each page was dirty. */
export interface SegmentSlice extends PageCounts {
  /** Page i's points are `points[starts[i]]` up to, not including, `points[starts[i + 1]]`. */
  readonly starts: Uint32Array;
  readonly points: Uint32Array;
  /** 1 if the page was all zero at that point. */
  readonly zeroAt: Uint8Array;
}

/** A NODE's PIX, decoded: counts, and the children that hold each page. */
export interface NodeSlice extends PageCounts {
  readonly children: Uint16Array;
}

/**
 * Writes the PIX records of a SEG.
 * @param keys ascending; for every dirty page of every point: GFN * 512 + number of the point in the
 *   SEG * 2 + 1 if zero.
 */
export function writeSegmentTable(
  keys: Float64Array,
  first: number,
  out: RecordWriter,
): {
  slices: TableSlice[];
  counts: PageCounts;
} {
  const counts = countKeys(keys, first);
  let key = 0;
  const slices = writeSlices(counts, OF_SEGMENT, out, (page, payload) => {
    let next = 0;
    for (let n = counts.counts[page]; n > 0; n--, key++) {
      const inSegment = keys[key] % (2 * SEGMENT_POINTS);
      const point = Math.floor(inSegment / 2);
      payload.varint((point - next) * 2 + (inSegment % 2));
      next = point;
    }
  });
  return { slices, counts };
}

/** Writes the PIX records of a NODE. */
export function writeNodeTable(
  counts: PageCounts,
  children: Uint16Array,
  first: number,
  out: RecordWriter,
): TableSlice[] {
  return writeSlices(counts, OF_NODE, out, (page, payload) => {
    payload.varint((counts.lastPoints[page] - first) * 2 + counts.zero[page]);
    payload.u16(children[page]);
  });
}

/**
 * A segment's whole table, made in memory.
 * @param keys of each point, as {@link writeSegmentTable} takes them, in any order.
 */
export function segmentSliceOf(keys: readonly Float64Array[], first: number): SegmentSlice {
  const sorted = joinKeys(keys);
  const counts = countKeys(sorted, first);
  const starts = new Uint32Array(counts.gfns.length + 1);
  counts.counts.forEach((count, page) => (starts[page + 1] = starts[page] + count));
  const points = new Uint32Array(sorted.length);
  const zeroAt = new Uint8Array(sorted.length);
  sorted.forEach((key, i) => {
    const inSegment = key % (2 * SEGMENT_POINTS);
    points[i] = first + Math.floor(inSegment / 2);
    zeroAt[i] = inSegment % 2;
  });
  return { ...counts, starts, points, zeroAt };
}

/** The keys of several points, ascending. */
export function joinKeys(keys: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(keys.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of keys) {
    all.set(each, at);
    at += each.length;
  }
  return all.sort();
}

function countKeys(keys: Float64Array, first: number): PageCounts {
  const gfnOf = (key: number): number => Math.floor(key / (2 * SEGMENT_POINTS));
  let pages = 0;
  for (let i = 0; i < keys.length; i++) {
    if (i === 0 || gfnOf(keys[i]) !== gfnOf(keys[i - 1])) pages++;
  }
  const counts = emptyCounts(pages);
  let page = -1;
  for (let i = 0; i < keys.length; i++) {
    const gfn = gfnOf(keys[i]);
    if (i === 0 || gfn !== counts.gfns[page]) counts.gfns[++page] = gfn;
    const inSegment = keys[i] % (2 * SEGMENT_POINTS);
    counts.counts[page]++;
    counts.lastPoints[page] = first + Math.floor(inSegment / 2);
    counts.zero[page] = inSegment % 2;
  }
  return counts;
}

function writeSlices(
  { gfns, counts }: PageCounts,
  kind: number,
  out: RecordWriter,
  writePage: (page: number, payload: ByteWriter) => void,
): TableSlice[] {
  const slices: TableSlice[] = [];
  const payload = new ByteWriter(4 * PIX_PAGES);
  for (let start = 0; start < gfns.length; start += PIX_PAGES) {
    const end = Math.min(start + PIX_PAGES, gfns.length);
    payload.clear();
    payload.u8(kind);
    payload.varint(end - start);
    let next = 0;
    for (let i = start; i < end; i++) {
      payload.varint(gfns[i] - next);
      next = gfns[i] + 1;
    }
    for (let i = start; i < end; i++) payload.varint(counts[i]);
    for (let i = start; i < end; i++) writePage(i, payload);
    const offset = out.add(RecordType.PIX, payload.view());
    slices.push({ firstGfn: gfns[start], lastGfn: gfns[end - 1], offset });
  }
  return slices;
}

/** Writes the directory of PIX records into a SEG or NODE that will stand at `own`. */
export function writeDirectory(out: ByteWriter, slices: readonly TableSlice[], own: number): void {
  out.varint(slices.length);
  let before = 0;
  for (const { firstGfn, lastGfn, offset } of slices) {
    out.varint(firstGfn - before);
    out.varint(lastGfn - firstGfn);
    out.varint(own - offset);
    before = lastGfn;
  }
}

/** Reads the directory of PIX records of the SEG or NODE at `own`. */
export function readDirectory(reader: ByteReader, own: number): TableSlice[] {
  const count = reader.count('number of PIX records', 3);
  const slices: TableSlice[] = [];
  let before = 0;
  for (let i = 0; i < count; i++) {
    const firstGfn = before + reader.varint('first GFN of a PIX record');
    const lastGfn = firstGfn + reader.varint('last GFN of a PIX record');
    const offset = readDistance(reader, own, 'distance to a PIX record');
    slices.push({ firstGfn, lastGfn, offset });
    before = lastGfn;
  }
  return slices;
}

/** Whether a PIX record belongs to a SEG; else it belongs to a NODE. */
export function isSegmentSlice({ payload }: RecordBody): boolean {
  return payload[0] === OF_SEGMENT;
}

/** Reads a SEG's PIX record. @param first the SEG's first point. @param points of the SEG. */
export function decodeSegmentSlice(
  body: RecordBody,
  file: string,
  first: number,
  points: number,
): Decoded<SegmentSlice> {
  const reader = readerOf(body, file);
  const counts = readCounts(reader, OF_SEGMENT, points);
  const pages = counts.gfns.length;
  const starts = new Uint32Array(pages + 1);
  for (let i = 0; i < pages; i++) starts[i + 1] = starts[i] + counts.counts[i];
  const total = starts[pages];
  if (total > reader.remaining) {
    throw reader.unexpected(`points in ${reader.remaining} bytes`, `${total}`);
  }
  const all = new Uint32Array(total);
  const zeroAt = new Uint8Array(total);
  for (let i = 0; i < pages; i++) {
    let point = 0;
    for (let at = starts[i]; at < starts[i + 1]; at++) {
      const code = reader.varint('point of a page');
      const gap = Math.floor(code / 2);
      if (at > starts[i] && gap === 0) throw reader.unexpected('ascending points', 'one twice');
      point += gap;
      if (point >= points) throw reader.unexpected(`a point below ${points}`, `${point}`);
      all[at] = first + point;
      zeroAt[at] = code % 2;
    }
    counts.lastPoints[i] = first + point;
    counts.zero[i] = zeroAt[starts[i + 1] - 1];
  }
  reader.end();
  return {
    value: { ...counts, starts, points: all, zeroAt },
    bytes: 300 + 17 * pages + 5 * total,
  };
}

/** Reads a NODE's PIX record. @param first the NODE's first point. @param points below the NODE. */
export function decodeNodeSlice(
  body: RecordBody,
  file: string,
  first: number,
  points: number,
): Decoded<NodeSlice> {
  const reader = readerOf(body, file);
  const counts = readCounts(reader, OF_NODE, points);
  const pages = counts.gfns.length;
  const children = new Uint16Array(pages);
  for (let i = 0; i < pages; i++) {
    const code = reader.varint('last point of a page');
    const last = Math.floor(code / 2);
    if (last >= points) throw reader.unexpected(`a point below ${points}`, `${last}`);
    counts.lastPoints[i] = first + last;
    counts.zero[i] = code % 2;
    children[i] = reader.u16('children of a page');
  }
  reader.end();
  return { value: { ...counts, children }, bytes: 300 + 15 * pages };
}

function readCounts(reader: ByteReader, kind: number, points: number): PageCounts {
  const found = reader.u8('kind of PIX record');
  if (found !== kind) throw reader.unexpected(`a PIX record of kind ${kind}`, `${found}`);
  const pages = reader.count('number of pages', 3);
  if (pages > PIX_PAGES) throw reader.unexpected(`at most ${PIX_PAGES} pages`, `${pages}`);
  const columns = emptyCounts(pages);
  let next = 0;
  for (let i = 0; i < pages; i++) {
    const gfn = next + reader.varint('GFN');
    if (gfn >= 2 ** 32) throw reader.unexpected('a GFN below 2^32', `${gfn}`);
    columns.gfns[i] = gfn;
    next = gfn + 1;
  }
  for (let i = 0; i < pages; i++) {
    const count = reader.varint('number of points');
    if (count === 0 || count > points) {
      throw reader.unexpected(`1 to ${points} points`, `${count}`);
    }
    columns.counts[i] = count;
  }
  return columns;
}

/** PIX records of a SEG, for a RecordReader; needs the SEG's first point and its points. */
export const SEGMENT_PIX: RecordKind<SegmentSlice, [first: number, points: number]> = {
  types: [RecordType.PIX],
  decode: decodeSegmentSlice,
};

/** PIX records of a NODE, for a RecordReader; needs the NODE's first point and its points. */
export const NODE_PIX: RecordKind<NodeSlice, [first: number, points: number]> = {
  types: [RecordType.PIX],
  decode: decodeNodeSlice,
};
