import type { Gfn } from '../core/gfn';
import type { Trace } from '../trace/trace';

/**
 * The pages whose content differs between two sync points, in either order, as ascending GFNs.
 *
 * Only pages dirtied after the earlier point can differ, and not all of those do: a page may have been
 * written with what it held, or have come back to it. So each is compared, byte by byte.
 *
 * @param progress told how many of the candidates were compared.
 * @throws RangeError if the trace lacks one of the points.
 */
export async function differingPages(
  trace: Trace,
  a: number,
  b: number,
  progress?: (compared: number, total: number) => void,
): Promise<Gfn[]> {
  const earlier = Math.min(a, b);
  const later = Math.max(a, b);
  if (earlier === later) {
    await trace.point(later);
    return [];
  }

  const { gfns } = await trace.dirtyCounts(earlier + 1, later);
  const differing: Gfn[] = [];
  for (const [compared, number] of gfns.entries()) {
    const gfn = number as Gfn;
    const before = await trace.page(gfn, earlier);
    const after = await trace.page(gfn, later);
    const bothZero = before.zero && after.zero;
    if (!bothZero && !sameBytes(before.bytes, after.bytes)) differing.push(gfn);
    progress?.(compared + 1, gfns.length);
  }
  return differing;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
