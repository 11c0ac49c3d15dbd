/**
 * Tables of dirty pages, cut into PIX records, so that one page is found by reading one of them. The
 * directory of these PIX records stands in the SEG or NODE: varint records; each: varint (first GFN -
 * last GFN before), varint (last GFN - first GFN), varint distance back from the SEG or NODE.
 *
 * PIX payload: u8 kind, varint pages; varint GFN gap less one for each (the first: GFN); varint points
 * at which the page was dirty for each; then for each page
 *   kind 0, lists:   its points, each varint ((point - point before) * 2 + 1 if zero), the first
 *                    counted from the first point of the SEG or NODE
 *   kind 1, summary: varint ((last point - NODE's first point) * 2 + 1 if zero then), and u16: bit i
 *                    is set if the page is in child i
 */
import type { ByteReader } from '../core/byteReader';
import { ByteWriter } from '../core/byteWriter';
import { readDistance } from './fields';
import { PIX_PAGES, RecordType } from './format';
import { emptyCounts, type NodeCounts } from './pageCounts';
import type { PageLists } from './pageLists';
import { readerOf, type Decoded, type RecordBody, type RecordKind } from './recordReader';
import type { RecordWriter } from './recordWriter';

const LISTS = 0;
const SUMMARY = 1;

/** Bytes from which on a PIX takes no more pages: one is read for a single page. */
const SLICE_BYTES = 8 << 10;

/** A PIX record, by its place in the directory. */
export interface TableSlice {
  readonly firstGfn: number;
  readonly lastGfn: number;
  readonly offset: number;
}

/** Writes the PIX records of lists. */
export function writeLists({ gfns, starts, codes }: PageLists, out: RecordWriter): TableSlice[] {
  const lengths = gfns.map((_, row) => starts[row + 1] - starts[row]);
  return writeSlices(gfns, lengths, LISTS, out, (row, payload) => {
    let next = 0;
    for (let at = starts[row]; at < starts[row + 1]; at++) {
      const point = codes[at] >>> 1;
      payload.varint((point - next) * 2 + (codes[at] & 1));
      next = point;
    }
  });
}

/** Writes the PIX records of a NODE's summary. @param first the NODE's first point. */
export function writeSummary(counts: NodeCounts, first: number, out: RecordWriter): TableSlice[] {
  return writeSlices(counts.gfns, counts.counts, SUMMARY, out, (row, payload) => {
    payload.varint((counts.lastPoints[row] - first) * 2 + counts.zero[row]);
    payload.u16(counts.children[row]);
  });
}

function writeSlices(
  gfns: Uint32Array,
  counts: Uint32Array,
  kind: number,
  out: RecordWriter,
  writeRow: (row: number, payload: ByteWriter) => void,
): TableSlice[] {
  const slices: TableSlice[] = [];
  const payload = new ByteWriter(2 * SLICE_BYTES);
  const rows = new ByteWriter(2 * SLICE_BYTES);
  for (let start = 0; start < gfns.length;) {
    rows.clear();
    let end = start;
    do writeRow(end++, rows);
    while (end < gfns.length && end - start < PIX_PAGES && rows.length < SLICE_BYTES);
    payload.clear();
    payload.u8(kind);
    payload.varint(end - start);
    let next = 0;
    for (let row = start; row < end; row++) {
      payload.varint(gfns[row] - next);
      next = gfns[row] + 1;
    }
    for (let row = start; row < end; row++) payload.varint(counts[row]);
    payload.bytes(rows.view());
    const offset = out.add(RecordType.PIX, payload.view());
    slices.push({ firstGfn: gfns[start], lastGfn: gfns[end - 1], offset });
    start = end;
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

/** Whether a PIX record holds lists; else it holds a part of a summary. */
export function isLists({ payload }: RecordBody): boolean {
  return payload[0] === LISTS;
}

/** Reads a PIX record of lists. @param first point of its SEG or NODE. @param points of that. */
export function decodeLists(
  body: RecordBody,
  file: string,
  first: number,
  points: number,
): Decoded<PageLists> {
  const reader = readerOf(body, file);
  const { gfns, counts } = readPages(reader, LISTS, points);
  const pages = gfns.length;
  const starts = new Uint32Array(pages + 1);
  let total = 0;
  for (let row = 0; row < pages; row++) starts[row + 1] = total += counts[row];
  if (total > reader.remaining) {
    throw reader.unexpected(`points in ${reader.remaining} bytes`, `${total}`);
  }
  const codes = new Uint32Array(total);
  for (let row = 0; row < pages; row++) {
    let point = 0;
    for (let at = starts[row]; at < starts[row + 1]; at++) {
      const code = reader.varint('point of a page');
      const gap = Math.floor(code / 2);
      if (at > starts[row] && gap === 0) throw reader.unexpected('ascending points', 'one twice');
      point += gap;
      if (point >= points) throw reader.unexpected(`a point below ${points}`, `${point}`);
      codes[at] = point * 2 + (code % 2);
    }
  }
  reader.end();
  return { value: { first, gfns, starts, codes }, bytes: 300 + 8 * pages + 4 * total };
}

/** Reads a PIX record of a summary. @param first the NODE's first point. @param points below the NODE. */
export function decodeSummary(
  body: RecordBody,
  file: string,
  first: number,
  points: number,
): Decoded<NodeCounts> {
  const reader = readerOf(body, file);
  const { gfns, counts } = readPages(reader, SUMMARY, points);
  const columns = { ...emptyCounts(gfns.length), gfns, counts };
  const children = new Uint16Array(gfns.length);
  for (let row = 0; row < gfns.length; row++) {
    const code = reader.varint('last point of a page');
    const last = Math.floor(code / 2);
    if (last >= points) throw reader.unexpected(`a point below ${points}`, `${last}`);
    columns.lastPoints[row] = first + last;
    columns.zero[row] = code % 2;
    children[row] = reader.u16('children of a page');
  }
  reader.end();
  return { value: { ...columns, children }, bytes: 300 + 15 * gfns.length };
}

/** The pages of a PIX, and at how many points each was dirty. */
function readPages(
  reader: ByteReader,
  kind: number,
  points: number,
): { readonly gfns: Uint32Array; readonly counts: Uint32Array } {
  const found = reader.u8('kind of PIX record');
  if (found !== kind) throw reader.unexpected(`a PIX record of kind ${kind}`, `${found}`);
  const pages = reader.count('number of pages', 3);
  if (pages > PIX_PAGES) throw reader.unexpected(`at most ${PIX_PAGES} pages`, `${pages}`);
  const gfns = new Uint32Array(pages);
  const counts = new Uint32Array(pages);
  let next = 0;
  for (let row = 0; row < pages; row++) {
    const gfn = next + reader.varint('GFN');
    if (gfn >= 2 ** 32) throw reader.unexpected('a GFN below 2^32', `${gfn}`);
    gfns[row] = gfn;
    next = gfn + 1;
  }
  for (let row = 0; row < pages; row++) {
    const count = reader.varint('number of points');
    if (count === 0 || count > points) {
      throw reader.unexpected(`1 to ${points} points`, `${count}`);
    }
    counts[row] = count;
  }
  return { gfns, counts };
}

/** PIX records of lists, for a RecordReader; needs the first point of their SEG or NODE, and its points. */
export const LIST_PIX: RecordKind<PageLists, [first: number, points: number]> = {
  types: [RecordType.PIX],
  decode: decodeLists,
};

/** PIX records of a NODE's summary, for a RecordReader; needs the NODE's first point and its points. */
export const SUMMARY_PIX: RecordKind<NodeCounts, [first: number, points: number]> = {
  types: [RecordType.PIX],
  decode: decodeSummary,
};
