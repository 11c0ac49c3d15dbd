import { asGfn, PAGE_SIZE } from '../core/gfn';
import type { PageSpace } from '../core/guestMemory';
import { damaged } from './damage';
import type { Image } from './images';
import { assemblePages, type PageRefs } from './pageAssembly';
import type { PageIndex } from './pageIndex';
import type { PageRef } from './pageRef';
import type { PointRecord } from './pointRecord';
import type { RecordReader } from './recordReader';
import { rowOf } from './tableRows';

/** Pages that are put together at once: 16 MiB. */
const PIECE_PAGES = 4096;

/** What rebuilding the guest's memory needs of a trace. */
export interface ImageSource {
  readonly space: PageSpace;
  readonly records: RecordReader;
  readonly index: PageIndex;
  /** Of this point or an earlier one. */
  readonly image: Image;
  point(point: number): Promise<PointRecord>;
}

/** Pages that were written after the image, and where each is kept. */
interface WrittenPages extends PageRefs {
  /** Page indexes, ascending. */
  readonly indexes: Uint32Array;
}

/** The whole memory as of a point, in pieces of at most 16 MiB that are valid until the next. */
export async function* readGuestImage(
  source: ImageSource,
  at: number,
): AsyncGenerator<Uint8Array, void, void> {
  const { space, records } = source;
  const written = await writtenPages(source, at);
  const pages = Math.min(PIECE_PAGES, space.pageCount);
  const piece = new Uint8Array(pages * PAGE_SIZE);
  const offsets = new Float64Array(pages);
  const places = new Uint32Array(pages);
  let row = 0;
  for (let first = 0; first < space.pageCount; first += PIECE_PAGES) {
    const count = Math.min(PIECE_PAGES, space.pageCount - first);
    const refs = { offsets: offsets.subarray(0, count), places: places.subarray(0, count) };
    source.image.runs.readRefs(first, refs);
    for (; written.indexes[row] < first + count; row++) {
      offsets[written.indexes[row] - first] = written.offsets[row];
      places[written.indexes[row] - first] = written.places[row];
    }
    const bytes = piece.subarray(0, count * PAGE_SIZE);
    await assemblePages(bytes, refs, records);
    yield bytes;
  }
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
