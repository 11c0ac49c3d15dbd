import {
  PAGE_SIDES,
  type ComparedPagesModel,
  type PageSide,
  type WrittenPagesModel,
} from '../../src/protocol/comparison';
import { t } from '../l10n';

/** The pages of a list that are shown, and how many of each kind there are. */
export interface ShownList {
  /** Rows of the model, ascending. */
  readonly rows: Uint32Array;
  /** By their place in PAGE_SIDES. */
  readonly counts: readonly number[];
}

/** @param side only pages of this kind; undefined: all. */
export function shownList({ sides }: ComparedPagesModel, side: PageSide | undefined): ShownList {
  const counts = PAGE_SIDES.map(() => 0);
  for (const each of sides) counts[each]++;
  const wanted = side === undefined ? -1 : PAGE_SIDES.indexOf(side);
  const rows = new Uint32Array(wanted < 0 ? sides.length : counts[wanted]);
  let filled = 0;
  for (let row = 0; row < sides.length; row++) {
    if (wanted < 0 || sides[row] === wanted) rows[filled++] = row;
  }
  return { rows, counts };
}

/** Place among the shown rows of the page nearest to this one; -1 if none is shown. */
export function nearestRow({ gfns }: ComparedPagesModel, rows: Uint32Array, gfn: number): number {
  if (rows.length === 0) return -1;
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (gfns[rows[middle]] < gfn) low = middle + 1;
    else high = middle;
  }
  if (low === rows.length) return low - 1;
  if (low === 0) return 0;
  return gfns[rows[low]] - gfn < gfn - gfns[rows[low - 1]] ? low : low - 1;
}

/** What is said of pages of a kind: as a choice, and in a row. */
export function sideText(list: 'contents' | 'written', side: PageSide): string {
  if (list === 'contents') {
    return { both: t('Differs'), left: t('Data only left'), right: t('Data only right') }[side];
  }
  return { both: t('Written in both'), left: t('Only left'), right: t('Only right') }[side];
}

/** Whether the list says how often pages were written. */
export function isWritten(model: ComparedPagesModel): model is WrittenPagesModel {
  return 'left' in model;
}
