import type { Gfn } from '../core/gfn';
import type { Trace } from '../trace/trace';
import { comparePages } from './pageComparison';

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
  const differing: Gfn[] = [];
  for await (const batch of comparePages({ trace, point: a }, { trace, point: b })) {
    for (const gfn of batch.gfns) differing.push(gfn as Gfn);
    progress?.(batch.compared, batch.total);
  }
  return differing;
}
