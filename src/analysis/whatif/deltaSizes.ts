import { PAGE_SIZE } from '../../core/gfn';
import type { Trace } from '../../trace/trace';
import type { StepRange } from './steps';

/** Sync points whose pages are compared. */
const MOST_POINTS = 200;

/** Pages of one of them that are compared. */
const MOST_PAGES = 256;

/** What is sent of a page is made of such blocks; which, a bit for each tells. */
const BLOCK_BYTES = 64;
const BITMAP_BYTES = PAGE_SIZE / BLOCK_BYTES / 8;

/**
 * Mean bytes of a page with content when only what differs from its version before is sent: measured
 * at some sync points of the range, evenly apart.
 */
export async function deltaBytesPerPage(
  trace: Trace,
  { from, to }: StepRange,
  progress: (share: number) => void = () => undefined,
): Promise<number> {
  const stride = Math.max(1, Math.ceil((to + 1 - from) / MOST_POINTS));
  let pages = 0;
  let bytes = 0;
  for (let point = to; point >= from; point -= stride) {
    const { gfns, zero } = await trace.dirtyPages(point);
    const content = gfns.filter((_, i) => zero[i] === 0).subarray(0, MOST_PAGES);
    if (content.length > 0) {
      const before = await joined(trace.pages(content, point - 1), content.length);
      const after = await joined(trace.pages(content, point), content.length);
      pages += content.length;
      bytes += deltaBytes(before, after);
    }
    progress((to - point) / (to + 1 - from));
  }
  return pages === 0 ? PAGE_SIZE : bytes / pages;
}

/** Bytes that pages take as deltas against what they were. */
export function deltaBytes(before: Uint8Array, after: Uint8Array): number {
  let bytes = (after.length / PAGE_SIZE) * BITMAP_BYTES;
  for (let at = 0; at < after.length; at += BLOCK_BYTES) {
    for (let i = at; i < at + BLOCK_BYTES; i++) {
      if (before[i] === after[i]) continue;
      bytes += BLOCK_BYTES;
      break;
    }
  }
  return bytes;
}

async function joined(pieces: AsyncIterable<Uint8Array>, pages: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(pages * PAGE_SIZE);
  let at = 0;
  for await (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
