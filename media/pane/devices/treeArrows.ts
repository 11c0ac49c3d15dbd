/**
 * The row that Left or Right leads to in a tree, once the row itself has nothing to open or to close:
 * Right goes to the first child, Left to the parent. The same row where there is none.
 *
 * @param levels the level of each row from the top, the uppermost being 1.
 * @param at index of the row that has the focus.
 */
export function rowForArrow(
  levels: readonly number[],
  at: number,
  key: 'ArrowLeft' | 'ArrowRight',
): number {
  if (key === 'ArrowRight') return levels[at + 1] > levels[at] ? at + 1 : at;
  for (let i = at - 1; i >= 0; i--) {
    if (levels[i] < levels[at]) return i;
  }
  return at;
}
