import { asGfn, formatHex, PAGE_SIZE } from '../core/gfn';
import type { PageSpace } from '../core/guestMemory';
import { damaged } from './damage';
import type { Image } from './images';
import { orderedPieces } from './orderedPieces';
import { assemblePages, type PageRefs } from './pageAssembly';
import type { PageHelper } from './pageHelper';
import type { PageIndex } from './pageIndex';
import type { PageRef } from './pageRef';
import type { PointRecord } from './pointRecord';
import type { RecordReader } from './recordReader';
import { firstRow, rowOf } from './tableRows';

/** Pages that are put together at once: 4 MiB. */
const PIECE_PAGES = 1024;

/** Most pieces that are begun before the first of them is used. */
const PIECES_AHEAD = 8;

/**
 * For BLOCK records while more pieces than one are made: each has pages of many pieces, and unpacking it
 * for each of them anew would be most of the work.
 */
const BLOCK_CACHE_BYTES = 64 << 20;

/** What rebuilding the guest's memory needs of a trace. */
export interface ImageSource {
  readonly space: PageSpace;
  readonly records: RecordReader;
  readonly index: PageIndex;
  /** Of this point or an earlier one. */
  readonly image: Image;
  /** Another thread that puts pages together. */
  readonly helper: PageHelper | undefined;
  point(point: number): Promise<PointRecord>;
}

/** Pages that were written after the image, and where each is kept. */
interface WrittenPages extends PageRefs {
  /** Where each stands among the pages that are read, ascending. */
  readonly positions: Uint32Array;
}

/** The whole memory as of a point, in pieces of at most 4 MiB that are valid until the next. */
export function readGuestImage(
  source: ImageSource,
  at: number,
): AsyncGenerator<Uint8Array, void, void> {
  const { pageCount } = source.space;
  return readPieces(source, at, pageCount, undefined, (first, refs) =>
    source.image.runs.readRefs(first, refs),
  );
}

/**
 * Some of the pages as of a point, in pieces as {@link readGuestImage} gives them.
 * @param gfns ascending.
 * @throws RangeError if the guest has no such page, or they do not ascend.
 */
export function readGuestPages(
  source: ImageSource,
  at: number,
  gfns: Uint32Array,
): AsyncGenerator<Uint8Array, void, void> {
  const { space, image } = source;
  const wanted = gfns.map((gfn, i) => {
    const index = space.indexOf(asGfn(gfn));
    if (index < 0) throw new RangeError(`the guest has no page ${formatHex(gfn)}`);
    if (i > 0 && gfn <= gfns[i - 1]) throw new RangeError('the pages must ascend');
    return index;
  });
  return readPieces(source, at, wanted.length, wanted, (first, { offsets, places }) => {
    for (let i = 0; i < offsets.length; i++) {
      const ref = image.runs.refOf(wanted[first + i]);
      offsets[i] = ref.offset;
      places[i] = ref.place;
    }
  });
}

/**
 * @param count of the pages.
 * @param wanted their page indexes, ascending; left out: all pages of the guest.
 * @param readImageRefs where the image keeps the pages from the `first`-th on, as many as there is room for.
 */
async function* readPieces(
  source: ImageSource,
  at: number,
  count: number,
  wanted: Uint32Array | undefined,
  readImageRefs: (first: number, into: PageRefs) => void,
): AsyncGenerator<Uint8Array, void, void> {
  const { helper } = source;
  const written = await writtenPages(source, at, wanted);
  const records =
    count > PIECE_PAGES ? source.records.withCache(BLOCK_CACHE_BYTES) : source.records;
  const pagesOf = (piece: number): number => Math.min(PIECE_PAGES, count - piece * PIECE_PAGES);
  const refsOf = (piece: number): PageRefs => {
    const first = piece * PIECE_PAGES;
    const pages = pagesOf(piece);
    const refs = { offsets: new Float64Array(pages), places: new Uint32Array(pages) };
    readImageRefs(first, refs);
    const { positions } = written;
    for (let row = firstRow(positions, first); positions[row] < first + pages; row++) {
      refs.offsets[positions[row] - first] = written.offsets[row];
      refs.places[positions[row] - first] = written.places[row];
    }
    return refs;
  };
  const spare: Uint8Array[] = [];
  const room = (piece: number): Uint8Array => {
    const bytes = pagesOf(piece) * PAGE_SIZE;
    const found = spare.findIndex(({ length }) => length === bytes);
    return found < 0 ? new Uint8Array(bytes) : spare.splice(found, 1)[0];
  };
  const pieces = orderedPieces(
    Math.ceil(count / PIECE_PAGES),
    PIECES_AHEAD,
    async (piece) => {
      const pages = room(piece);
      await assemblePages(pages, refsOf(piece), records);
      return pages;
    },
    helper && {
      get ready() {
        return helper.ready;
      },
      make: (piece) => helper.assemble(room(piece), refsOf(piece), records.end),
    },
  );
  for await (const pages of pieces) {
    yield pages;
    spare.push(pages);
  }
}

/** Finds each page's last version, reading every point that holds one of them once. */
async function writtenPages(
  source: ImageSource,
  at: number,
  wanted: Uint32Array | undefined,
): Promise<WrittenPages> {
  const { index, image, records } = source;
  const { gfns, lastPoints } = await index.counts({ from: image.point + 1, to: at });
  const { rows, positions } = positionsOf(source, gfns, wanted);
  const offsets = new Float64Array(rows.length);
  const places = new Uint32Array(rows.length);
  const byPoint = Uint32Array.from(rows.keys()).sort(
    (a, b) => lastPoints[rows[a]] - lastPoints[rows[b]],
  );
  let record: PointRecord | undefined;
  for (const i of byPoint) {
    const point = lastPoints[rows[i]];
    if (record?.point !== point) record = await source.point(point);
    const ref = refOf(record, gfns[rows[i]], records.file);
    offsets[i] = ref.offset;
    places[i] = ref.place;
  }
  return { positions, offsets, places };
}

/** Which of these pages are wanted: their rows, and where each stands among the wanted ones. */
function positionsOf(
  { space, records }: ImageSource,
  gfns: Uint32Array,
  wanted: Uint32Array | undefined,
): { readonly rows: Uint32Array; readonly positions: Uint32Array } {
  const rows: number[] = [];
  const positions: number[] = [];
  for (const [row, gfn] of gfns.entries()) {
    const pageIndex = space.indexOf(asGfn(gfn));
    if (pageIndex < 0) throw damaged(records.file, 0, 'index', 'GFNs of the guest', `${gfn}`);
    const position = wanted === undefined ? pageIndex : rowOf(wanted, pageIndex);
    if (position < 0) continue;
    rows.push(row);
    positions.push(position);
  }
  return { rows: Uint32Array.from(rows), positions: Uint32Array.from(positions) };
}

/** Where a point keeps a page that the index says it has. */
export function refOf(record: PointRecord, gfn: number, file: string): PageRef {
  const row = rowOf(record.pages.gfns, gfn);
  if (row < 0) {
    throw damaged(file, record.offset, 'POINT record', `page ${gfn}, as the index says`, 'none');
  }
  return { offset: record.pages.offsets[row], place: record.pages.places[row] };
}
