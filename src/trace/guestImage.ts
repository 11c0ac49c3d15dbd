import { asGfn, PAGE_SIZE } from '../core/gfn';
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
  /** Page indexes, ascending. */
  readonly indexes: Uint32Array;
}

/** The whole memory as of a point, in pieces of at most 4 MiB that are valid until the next. */
export async function* readGuestImage(
  source: ImageSource,
  at: number,
): AsyncGenerator<Uint8Array, void, void> {
  const { space, records, helper } = source;
  const written = await writtenPages(source, at);
  const spare: Uint8Array[] = [];
  const room = (piece: number): Uint8Array => {
    const bytes = Math.min(PIECE_PAGES, space.pageCount - piece * PIECE_PAGES) * PAGE_SIZE;
    const found = spare.findIndex(({ length }) => length === bytes);
    return found < 0 ? new Uint8Array(bytes) : spare.splice(found, 1)[0];
  };
  const pieces = orderedPieces(
    Math.ceil(space.pageCount / PIECE_PAGES),
    PIECES_AHEAD,
    async (piece) => {
      const pages = room(piece);
      await assemblePages(pages, refsOf(source, written, piece), records);
      return pages;
    },
    helper && {
      get ready() {
        return helper.ready;
      },
      make: (piece) => helper.assemble(room(piece), refsOf(source, written, piece), records.end),
    },
  );
  for await (const pages of pieces) {
    yield pages;
    spare.push(pages);
  }
}

/** Where the pages of a piece are. */
function refsOf({ image, space }: ImageSource, written: WrittenPages, piece: number): PageRefs {
  const first = piece * PIECE_PAGES;
  const count = Math.min(PIECE_PAGES, space.pageCount - first);
  const refs = { offsets: new Float64Array(count), places: new Uint32Array(count) };
  image.runs.readRefs(first, refs);
  const { indexes } = written;
  for (let row = firstRow(indexes, first); indexes[row] < first + count; row++) {
    refs.offsets[indexes[row] - first] = written.offsets[row];
    refs.places[indexes[row] - first] = written.places[row];
  }
  return refs;
}

/** Finds each page's last version, reading every point that holds one of them once. */
async function writtenPages(source: ImageSource, at: number): Promise<WrittenPages> {
  const { index, image, space, records } = source;
  const { gfns, lastPoints } = await index.counts({ from: image.point + 1, to: at });
  const offsets = new Float64Array(gfns.length);
  const places = new Uint32Array(gfns.length);
  const byPoint = Uint32Array.from(gfns.keys()).sort((a, b) => lastPoints[a] - lastPoints[b]);
  let record: PointRecord | undefined;
  for (const row of byPoint) {
    if (record?.point !== lastPoints[row]) record = await source.point(lastPoints[row]);
    const ref = refOf(record, gfns[row], records.file);
    offsets[row] = ref.offset;
    places[row] = ref.place;
  }
  const indexes = gfns.map((gfn) => {
    const pageIndex = space.indexOf(asGfn(gfn));
    if (pageIndex < 0) throw damaged(records.file, 0, 'index', 'GFNs of the guest', `${gfn}`);
    return pageIndex;
  });
  return { indexes, offsets, places };
}

/** Where a point keeps a page that the index says it has. */
export function refOf(record: PointRecord, gfn: number, file: string): PageRef {
  const row = rowOf(record.pages.gfns, gfn);
  if (row < 0) {
    throw damaged(file, record.offset, 'POINT record', `page ${gfn}, as the index says`, 'none');
  }
  return { offset: record.pages.offsets[row], place: record.pages.places[row] };
}
