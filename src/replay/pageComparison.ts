import { asGfn, PAGE_SIZE } from '../core/gfn';
import { PAGE_SIDES, type PageSide } from '../core/pageSides';
import type { Trace } from '../trace/trace';
import { PageStream } from './pageStream';

/** A guest's memory as of a sync point. */
export interface Moment {
  readonly trace: Trace;
  readonly point: number;
}

/** What was found among the pages compared since the batch before. */
export interface ComparedPages {
  /** Pages whose content differs, ascending; also from one batch to the next. */
  readonly gfns: Uint32Array;
  /** One for each: an index in PAGE_SIDES. */
  readonly sides: Uint8Array;
  /** Pages compared so far, of how many. */
  readonly compared: number;
  readonly total: number;
}

/** Pages compared in a batch. */
const BATCH_PAGES = 1024;

/**
 * Compares two memories page by page. Of two points of one recording only the pages are read that were
 * written in between, of two recordings all; a page that one of the guests does not have counts as zero.
 *
 * @throws RangeError if a trace lacks its point; whatever the signal was aborted with.
 */
export async function* comparePages(
  left: Moment,
  right: Moment,
  signal?: AbortSignal,
): AsyncGenerator<ComparedPages, void, void> {
  const candidates = await candidatePages(left, right);
  const total = candidates.length;
  const [lefts, rights] = [left, right].map(({ trace, point }) => {
    const { pages } = trace.header;
    const own = candidates.filter((gfn) => pages.indexOf(asGfn(gfn)) >= 0);
    return new PageStream(own, trace.pages(own, point));
  });
  try {
    for (let first = 0; first < total; first += BATCH_PAGES) {
      signal?.throwIfAborted();
      const gfns: number[] = [];
      const sides: number[] = [];
      const batch = candidates.subarray(first, first + BATCH_PAGES);
      for (const gfn of batch) {
        const a = lefts.ready(gfn) ? lefts.take() : await lefts.next(gfn);
        const b = rights.ready(gfn) ? rights.take() : await rights.next(gfn);
        const side = sideOf(a, b);
        if (side === undefined) continue;
        gfns.push(gfn);
        sides.push(PAGE_SIDES.indexOf(side));
      }
      yield {
        gfns: Uint32Array.from(gfns),
        sides: Uint8Array.from(sides),
        compared: first + batch.length,
        total,
      };
    }
  } finally {
    await Promise.all([lefts.close(), rights.close()]);
  }
}

/** Whether two traces are of one recording, or of copies of it. */
export function isSameRecording(a: Trace, b: Trace): boolean {
  return a.header.uuid === b.header.uuid && a.header.pages.pageCount === b.header.pages.pageCount;
}

/** The pages that may differ, ascending. */
async function candidatePages(left: Moment, right: Moment): Promise<Uint32Array> {
  await left.trace.point(left.point);
  await right.trace.point(right.point);
  if (!isSameRecording(left.trace, right.trace)) return allPages([left.trace, right.trace]);
  const [earlier, later] = left.point <= right.point ? [left, right] : [right, left];
  if (earlier.point === later.point) return new Uint32Array();
  return (await later.trace.dirtyCounts(earlier.point + 1, later.point)).gfns;
}

/** The pages that at least one of the guests has, ascending. */
function allPages(traces: readonly Trace[]): Uint32Array {
  const runs = traces
    .flatMap(({ header }) => header.pages.regions)
    .map(({ start, bytes }) => ({ from: start / PAGE_SIZE, to: (start + bytes) / PAGE_SIZE }))
    .sort((a, b) => a.from - b.from);
  const joined: { from: number; to: number }[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (last !== undefined && run.from <= last.to) last.to = Math.max(last.to, run.to);
    else joined.push({ ...run });
  }
  const gfns = new Uint32Array(joined.reduce((sum, { from, to }) => sum + to - from, 0));
  let filled = 0;
  for (const { from, to } of joined) {
    for (let gfn = from; gfn < to; gfn++) gfns[filled++] = gfn;
  }
  return gfns;
}

/** Where the page holds data; undefined if it is the same on both sides. An absent page is all zero. */
function sideOf(left: Uint8Array | undefined, right: Uint8Array | undefined): PageSide | undefined {
  if (left !== undefined && right !== undefined && sameBytes(left, right)) return undefined;
  const [inLeft, inRight] = [holdsData(left), holdsData(right)];
  if (inLeft && inRight) return 'both';
  if (inLeft) return 'left';
  return inRight ? 'right' : undefined;
}

function holdsData(page: Uint8Array | undefined): boolean {
  return page !== undefined && wordsOf(page).some((word) => word !== 0);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  const [words, others] = [wordsOf(a), wordsOf(b)];
  for (let i = 0; i < words.length; i++) if (words[i] !== others[i]) return false;
  return true;
}

function wordsOf(page: Uint8Array): Uint32Array {
  const aligned = page.byteOffset % 4 === 0 ? page : page.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}
