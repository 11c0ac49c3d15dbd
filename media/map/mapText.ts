import { formatHex } from '../../src/protocol/inspector';
import { formatCount, formatRange } from '../format/quantities';
import { t, tCount } from '../l10n';
import type { MapRegion } from './mapLayout';
import { isPointColouring } from './colouring';
import type { ShownPages } from './shownPages';

/** What the text needs of the pages that are shown. */
export type ToldPages = Omit<ShownPages, 'pyramid' | 'version'>;

/** In words what the page map shows: how many pages, in which regions, and which of them is hottest. */
export function mapText(shown: ToldPages, regions: readonly MapRegion[]): string {
  const dirtied = sum(shown.dirtied);
  const parts = [isPointColouring(shown.colouring) ? pointText(shown) : rangeText(shown, regions)];
  if (shown.hottest !== undefined) {
    parts.push(
      tCount(
        shown.highest,
        'Most often GFN {1}, {0} time.',
        'Most often GFN {1}, {0} times.',
        formatHex(shown.hottest),
      ),
    );
  }
  if (regions.length > 1 && dirtied > 0) {
    regions.forEach(({ name, pages }, i) => {
      const count = shown.dirtied[i] ?? 0;
      if (count > 0)
        parts.push(t('{0}: {1} of {2}.', name, formatCount(count), formatCount(pages)));
    });
  }
  return parts.join(' ');
}

function rangeText({ from, to, dirtied, zeros }: ToldPages, regions: readonly MapRegion[]): string {
  return t(
    'Range {0}: {1} of {2} pages dirtied, {3} of them zero.',
    formatRange(from, to),
    formatCount(sum(dirtied)),
    formatCount(sum(regions.map(({ pages }) => pages))),
    formatCount(zeros),
  );
}

function pointText({ to, dirtied, zeros }: ToldPages): string {
  return tCount(
    sum(dirtied),
    'Sync point {1}: {0} page dirtied, {2} of them zero.',
    'Sync point {1}: {0} pages dirtied, {2} of them zero.',
    formatCount(to),
    formatCount(zeros),
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
