import { historyRows, type HistoryRow } from '../../analysis/rows/rowSources';
import { addressOf, asGfn, formatHex } from '../../core/gfn';
import { listed, MAX_ITEMS, type Answer, type Question } from './answer';
import { required } from './toolInput';

/**
 * The sync points at which a page was dirty, and how much of it each changed; the last ones, where
 * there are many, since these are nearest to what is asked about.
 */
export async function pageHistoryAnswer(question: Question): Promise<Answer> {
  const { trace, input, position, signal } = question;
  const selected = position.page === undefined ? undefined : asGfn(position.page);
  const gfn = required('gfn', input.page('gfn') ?? selected);
  const from = input.point('from') ?? 0;
  const to = input.point('to') ?? trace.pointCount - 1;
  const points = await trace.pageHistory(gfn, Math.min(from, to), Math.max(from, to));

  const rows: HistoryRow[] = [];
  for await (const batch of historyRows(trace, gfn, points.slice(-MAX_ITEMS), { signal })) {
    rows.push(...batch);
  }
  rows.reverse();
  return (items) => ({
    gfn: formatHex(gfn),
    address: formatHex(addressOf(gfn)),
    region: trace.header.pages.regionOf(gfn)?.name ?? '',
    from,
    to,
    pointCount: points.length,
    ...listed('history', rows, items, points.length),
  });
}
