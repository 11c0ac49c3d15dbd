import { gfnRuns } from '../core/gfnRuns';
import { wrap } from './wrap';

const INDENT = '  ';

/** Ascending GFNs in indented lines, runs of them as `first-last`: `0x1f3  0x200-0x2ff`. */
export function pageListLines(gfns: ArrayLike<number>, columns: number): string[] {
  return wrap(gfnRuns(gfns), columns - INDENT.length, '  ').map((line) => INDENT + line);
}
