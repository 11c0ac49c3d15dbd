import { PAGE_SIZE } from '../core/gfn';
import { damaged } from './damage';
import { MAX_CHAIN, RecordType } from './format';
import { applyRuns, readDelta } from './pageDelta';
import type { PageRef } from './pageRef';
import type { RecordKind, RecordReader } from './recordReader';

/** Reads pages by where they are kept, following deltas to the bytes they were made against. */
export class PageReader {
  readonly #records: RecordReader;

  constructor(records: RecordReader) {
    this.#records = records;
  }

  /** Reads a page into 4096 bytes, whatever they held. */
  async readInto(page: Uint8Array, ref: PageRef): Promise<void> {
    const { file } = this.#records;
    const runs: Uint8Array[] = [];
    let at = ref;
    while (at.offset !== 0 && at.place % 2 === 1) {
      if (runs.length === MAX_CHAIN) {
        const expected = `at most ${MAX_CHAIN} deltas for a page`;
        throw damaged(file, at.offset, 'BLOCK record', expected, 'more');
      }
      const block =
        this.#records.cached(at.offset, PAGES) ?? (await this.#records.read(at.offset, PAGES));
      const delta = readDelta(block, (at.place - 1) / 2, at.offset, file);
      runs.push(delta.runs);
      at = delta.base;
    }
    if (at.offset === 0) page.fill(0);
    else {
      const position = at.place / 2;
      const block =
        this.#records.cached(at.offset, PAGES) ?? (await this.#records.read(at.offset, PAGES));
      if (position + PAGE_SIZE > block.length) {
        const expected = `a page at ${position}`;
        throw damaged(file, at.offset, 'page bytes', expected, `${block.length} bytes`);
      }
      page.set(block.subarray(position, position + PAGE_SIZE));
    }
    for (const each of runs.reverse()) applyRuns(page, each);
  }
}

/** Both kinds of records that hold page bytes. */
export const PAGES: RecordKind<Uint8Array> = {
  types: [RecordType.BLOCK, RecordType.BASE],
  readAhead: 16 << 10,
  decode: ({ payload }) => ({ value: payload.slice(), bytes: payload.length + 100 }),
};
