import { PAGE_SIZE, type Gfn } from '../core/gfn';
import type { Trace } from '../trace/trace';

/** Up to so many pages are read one by one: that is sooner than looking at all that was written. */
const FEW_PAGES = 64;

/**
 * Bytes of the guest's memory as of a sync point, counted as in `Trace.memory`: region after region,
 * without the holes between them.
 *
 * @param start of the first byte.
 * @param end behind the last byte.
 * @throws RangeError if the memory has no such bytes, or the trace no such point; whatever the signal
 *   was aborted with.
 */
export async function readMemoryBytes(
  trace: Trace,
  at: number,
  start: number,
  end: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { pages } = trace.header;
  const whole = Number.isInteger(start) && Number.isInteger(end);
  if (!whole || start < 0 || start > end || end > pages.bytes) {
    throw new RangeError(`the guest has ${pages.bytes} bytes of memory, not ${start} to ${end}`);
  }
  const bytes = new Uint8Array(end - start);
  const firstPage = Math.floor(start / PAGE_SIZE);
  const count = Math.ceil(end / PAGE_SIZE) - firstPage;
  if (bytes.length === 0) return bytes;
  const gfns = Uint32Array.from({ length: count }, (_, i) => pages.gfnAt(firstPage + i));
  // Of the memory's byte at which the next piece begins.
  let position = firstPage * PAGE_SIZE;
  for await (const piece of piecesOf(trace, gfns, at)) {
    signal?.throwIfAborted();
    const from = Math.max(0, start - position);
    const to = Math.min(piece.length, end - position);
    bytes.set(piece.subarray(from, to), position + from - start);
    position += piece.length;
  }
  return bytes;
}

async function* piecesOf(
  trace: Trace,
  gfns: Uint32Array,
  at: number,
): AsyncGenerator<Uint8Array, void, void> {
  if (gfns.length > FEW_PAGES) yield* trace.pages(gfns, at);
  else for (const gfn of gfns) yield (await trace.page(gfn as Gfn, at)).bytes;
}
