import { PAGE_SIZE } from '../core/gfn';
import { damaged } from './damage';
import { MAX_BLOCK_BYTES, MAX_CHAIN, RecordType } from './format';
import { applyRuns, readDelta } from './pageDelta';
import { PAGES } from './pageReader';
import { RECORD_HEADER_BYTES } from './recordHeader';
import type { RecordKind, RecordReader } from './recordReader';

/** Records asked for together, and ahead of those that are used, so that reading and unpacking overlap. */
const READ_TOGETHER = 32;

const WORDS_PER_PAGE = PAGE_SIZE / 4;

/** Where pages are: a PageRef for each, in columns. */
export interface PageRefs {
  readonly offsets: Float64Array;
  readonly places: Uint32Array;
}

/**
 * Puts pages together, reading each record once however many of the pages are made of it: from the
 * last record to the first, since whatever a delta was made against lies before it. That the deltas of a
 * page come before its bytes in full does not matter: both are XORed into it.
 *
 * @param pages 4096 bytes for each of the refs, whatever they hold.
 * @throws KemariError of kind `input` for damage.
 */
export async function assemblePages(
  pages: Uint8Array,
  { offsets, places }: PageRefs,
  records: RecordReader,
): Promise<void> {
  pages.fill(0);
  const waiting = new WaitingRefs();
  const chains = new Uint8Array(offsets.length);
  for (let page = 0; page < offsets.length; page++) {
    if (offsets[page] !== 0) waiting.add(offsets[page], page, places[page]);
  }
  const readNext = (): readonly Asked[] =>
    waiting.takeLast(READ_TOGETHER).map((offset) => {
      const block = readPages(records, offset);
      // Whatever happens to the first, nobody else looks at the others.
      if (block instanceof Promise) block.catch(() => undefined);
      return { offset, block };
    });
  let asked = readNext();
  while (asked.length > 0) {
    const ahead = readNext();
    for (const { offset, block: reading } of asked) {
      const block = await reading;
      waiting.take(offset, (page, place) => {
        const target = pages.subarray(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
        if (place % 2 === 0) {
          addPage(target, block, place / 2, chains[page] === 0, offset, records.file);
          return;
        }
        if (++chains[page] > MAX_CHAIN) {
          const expected = `at most ${MAX_CHAIN} deltas for a page`;
          throw damaged(records.file, offset, 'BLOCK record', expected, 'more');
        }
        const { base, runs } = readDelta(block, (place - 1) / 2, offset, records.file);
        applyRuns(target, runs);
        if (base.offset !== 0) waiting.add(base.offset, page, base.place);
      });
    }
    asked = ahead.length > 0 ? ahead : readNext();
  }
}

/** A record that pages wait for. */
interface Asked {
  readonly offset: number;
  readonly block: Uint8Array | Promise<Uint8Array>;
}

function readPages(records: RecordReader, offset: number): Uint8Array | Promise<Uint8Array> {
  return (
    records.cached(offset, PAGES) ??
    records.cached(offset, PASSING_PAGES) ??
    records.read(offset, PASSING_PAGES)
  );
}

/** As PAGES, but a BASE is not kept: a rebuild needs it once, and a BLOCK many times. */
const PASSING_PAGES: RecordKind<Uint8Array> = {
  types: PAGES.types,
  readAhead: RECORD_HEADER_BYTES + MAX_BLOCK_BYTES,
  decode: ({ type, payload }) => ({
    value: payload.slice(),
    bytes: type === RecordType.BASE ? Infinity : payload.length + 100,
  }),
};

/** XORs a page in full into its place. @param alone whether nothing was XORed into it before. */
function addPage(
  target: Uint8Array,
  block: Uint8Array,
  position: number,
  alone: boolean,
  offset: number,
  file: string,
): void {
  if (position + PAGE_SIZE > block.length) {
    throw damaged(file, offset, 'page bytes', `a page at ${position}`, `${block.length} bytes`);
  }
  const bytes = block.subarray(position, position + PAGE_SIZE);
  if (alone) {
    target.set(bytes);
    return;
  }
  // What was not packed need not begin where words do.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const from = new Uint32Array(aligned.buffer, aligned.byteOffset, WORDS_PER_PAGE);
  const into = new Uint32Array(target.buffer, target.byteOffset, WORDS_PER_PAGE);
  for (let i = 0; i < WORDS_PER_PAGE; i++) into[i] ^= from[i];
}

/** Pages that wait for a record, by the record's offset. */
class WaitingRefs {
  /** Page and place in turn. */
  readonly #byOffset = new Map<number, number[]>();
  /** Offsets as a heap: none is above its parent, which stands at half its position. */
  readonly #heap: number[] = [];

  add(offset: number, page: number, place: number): void {
    const refs = this.#byOffset.get(offset);
    if (refs !== undefined) {
      refs.push(page, place);
      return;
    }
    this.#byOffset.set(offset, [page, place]);
    this.#push(offset);
  }

  /** The highest offsets, in descending order; their pages still wait. */
  takeLast(count: number): number[] {
    const taken: number[] = [];
    while (taken.length < count && this.#heap.length > 0) taken.push(this.#pop());
    return taken;
  }

  /** Hands over the pages that wait for a record, which may make them wait for others. */
  take(offset: number, use: (page: number, place: number) => void): void {
    const refs = this.#byOffset.get(offset) ?? [];
    for (let i = 0; i < refs.length; i += 2) use(refs[i], refs[i + 1]);
    this.#byOffset.delete(offset);
  }

  #push(offset: number): void {
    const heap = this.#heap;
    let at = heap.push(offset) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent] >= heap[at]) return;
      [heap[parent], heap[at]] = [heap[at], heap[parent]];
      at = parent;
    }
  }

  #pop(): number {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop() ?? top;
    if (heap.length === 0) return top;
    heap[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let largest = at;
      if (left < heap.length && heap[left] > heap[largest]) largest = left;
      if (right < heap.length && heap[right] > heap[largest]) largest = right;
      if (largest === at) return top;
      [heap[at], heap[largest]] = [heap[largest], heap[at]];
      at = largest;
    }
  }
}
