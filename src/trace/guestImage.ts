import { asGfn, PAGE_SIZE } from '../core/gfn';
import type { PageSpace } from '../core/guestMemory';
import { rowOf, type PageIndex } from './pageIndex';
import type { Image } from './images';
import type { PageReader } from './pageReader';
import type { PageRef } from './pageRef';
import { damaged } from './damage';
import type { PointRecord } from './pointRecord';

const PIECE_PAGES = 256;

/** What rebuilding the guest's memory needs of a trace. */
export interface ImageSource {
  readonly file: string;
  readonly space: PageSpace;
  readonly index: PageIndex;
  readonly pages: PageReader;
  /** Of this point or an earlier one. */
  readonly image: Image;
  point(point: number): Promise<PointRecord>;
}

/** Pages that were written after the image, by page index, and where each is kept. */
interface WrittenPages {
  /** Ascending. */
  readonly indexes: Float64Array;
  readonly refs: readonly PageRef[];
}

/** The whole memory as of a point, in pieces of 1 MiB that are valid until the next. */
export async function* readGuestImage(
  source: ImageSource,
  at: number,
): AsyncGenerator<Uint8Array, void, void> {
  const { space, pages, image } = source;
  const written = await writtenPages(source, at);
  const piece = new Uint8Array(PIECE_PAGES * PAGE_SIZE);
  let next = 0;
  for (let first = 0; first < space.pageCount; first += PIECE_PAGES) {
    const count = Math.min(PIECE_PAGES, space.pageCount - first);
    for (let i = 0; i < count; i++) {
      const index = first + i;
      const isWritten = next < written.indexes.length && written.indexes[next] === index;
      const ref = isWritten ? written.refs[next++] : image.runs.refOf(index);
      await pages.readInto(piece.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE), ref);
    }
    yield piece.subarray(0, count * PAGE_SIZE);
  }
}

/** Finds each page's last version, reading every point that holds one of them once. */
async function writtenPages(source: ImageSource, at: number): Promise<WrittenPages> {
  const { gfns, lastPoints } = await source.index.counts({ from: source.image.point + 1, to: at });
  const refs = new Array<PageRef>(gfns.length);
  const byPoint = Array.from(gfns.keys()).sort((a, b) => lastPoints[a] - lastPoints[b]);
  let record: PointRecord | undefined;
  for (const row of byPoint) {
    if (record?.point !== lastPoints[row]) record = await source.point(lastPoints[row]);
    refs[row] = refOf(record, gfns[row], source.file);
  }
  const indexes = Float64Array.from(gfns, (gfn) => {
    const index = source.space.indexOf(asGfn(gfn));
    if (index < 0) throw damaged(source.file, 0, 'index', 'GFNs of the guest', `${gfn}`);
    return index;
  });
  return { indexes, refs };
}

/** Where a point keeps a page that the index says it has. */
export function refOf(record: PointRecord, gfn: number, file: string): PageRef {
  const row = rowOf(record.pages.gfns, gfn);
  if (row < 0) {
    throw damaged(file, record.offset, 'POINT record', `page ${gfn}, as the index says`, 'none');
  }
  return { offset: record.pages.offsets[row], place: record.pages.places[row] };
}
