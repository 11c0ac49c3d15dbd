import { formatHex } from './gfn';

/** Ascending GFNs as text, neighbours together: `0x1f3`, `0x200-0x2ff`. */
export function gfnRuns(gfns: ArrayLike<number>): string[] {
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
