import * as vscode from 'vscode';
import type { PointHistograms } from '../../../analysis/report/histogram';
import type { Report } from '../../../analysis/report/report';
import { formatNumber } from '../../numberFormat';
import { histogram } from '../reportCharts';
import type { ReportPart } from '../reportHtml';
import { missingOf, percentileBar, recordingCells, recordingColumns } from './cells';

/** 5. How many pages a sync point copies. */
export function pagesPart({ pages }: Report, histograms: PointHistograms | undefined): ReportPart {
  const most = Math.max(...pages.rows.map(({ dirtyPages }) => dirtyPages.max), 0);
  const count = (value: number): string => formatNumber(value);
  return {
    id: 'pages',
    title: vscode.l10n.t('5. How many pages does a sync point copy?'),
    notes: [vscode.l10n.t('The marks are p50, p95, p99 and the largest.')],
    figures:
      histograms === undefined
        ? []
        : [
            {
              caption: vscode.l10n.t('Sync points by their dirty pages'),
              chart: histogram(
                histograms.dirtyPages,
                vscode.l10n.t('Sync points by their dirty pages'),
                (from, to, points) =>
                  vscode.l10n.t(
                    'above {0} to {1} pages: {2} sync points',
                    count(from),
                    count(to),
                    count(points),
                  ),
                [
                  { bin: -1, text: count(0) },
                  {
                    bin: histograms.dirtyPages.edges.length - 1,
                    text: count(histograms.dirtyPages.edges.at(-1) ?? 0),
                  },
                ],
              ),
            },
          ],
    legend: [],
    table: {
      columns: [
        ...recordingColumns(),
        { title: vscode.l10n.t('Pages'), holds: 'charts' },
        { title: vscode.l10n.t('Sync points') },
        { title: vscode.l10n.t('Mean') },
        { title: 'p50' },
        { title: 'p95' },
        { title: 'p99' },
        { title: 'max' },
      ],
      rows: pages.rows.map((row) => {
        const { mean, p50, p95, p99, max } = row.dirtyPages;
        return [
          ...recordingCells(row),
          percentileBar(row.dirtyPages, most, 'linear', count),
          count(row.points),
          formatNumber(mean, 1, true),
          ...[p50, p95, p99, max].map(count),
        ];
      }),
    },
    missing: missingOf(pages.missing),
  };
}
