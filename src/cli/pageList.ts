import { formatHex } from '../core/gfn';
import { wrap } from './wrap';

const INDENT = '  ';

/** Ascending GFNs in indented lines, runs of them as `first-last`: `0x1f3  0x200-0x2ff`. */
export function pageListLines(gfns: ArrayLike<number>, columns: number): string[] {
  return wrap(formatRuns(gfns), columns - INDENT.length, '  ').map((line) => INDENT + line);
}

function formatRuns(gfns: ArrayLike<number>): string[] {
  const runs: string[] = [];
  for (let start = 0; start < gfns.length;) {
    let end = start + 1;
    while (end < gfns.length && gfns[end] === gfns[end - 1] + 1) end++;
    const first = formatHex(gfns[start]);
    runs.push(end - start === 1 ? first : `${first}-${formatHex(gfns[end - 1])}`);
    start = end;
  }
  return runs;
}
