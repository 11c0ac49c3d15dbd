import * as vscode from 'vscode';
import type { Histogram, PointHistograms } from '../../../analysis/report/histogram';
import type { Report } from '../../../analysis/report/report';
import { formatNumber } from '../../numberFormat';
import { formatBytes, formatDuration } from '../../syncPointRow';
import { histogram, type Tick } from '../reportCharts';
import type { ReportPart } from '../reportHtml';
import { known, millions, missingOf, percent, percentileBar } from './cells';

/** 4. The modes beside each other. */
export function modesPart({ modes }: Report, histograms: PointHistograms | undefined): ReportPart {
  const longest = Math.max(...modes.rows.map(({ pauseUs }) => pauseUs.max), 0);
  return {
    id: 'modes',
    title: vscode.l10n.t('4. Stop-and-copy, pipelined or periodic?'),
    notes: [
      vscode.l10n.t('The marks are p50, p95, p99 and the largest; the scale is logarithmic.'),
    ],
    figures:
      histograms === undefined
        ? []
        : [
            {
              caption: vscode.l10n.t('Sync points by the length of their pause'),
              chart: histogram(
                histograms.pauseUs,
                vscode.l10n.t('Sync points by the length of their pause'),
                (from, to, count) =>
                  vscode.l10n.t(
                    '{0} to {1}: {2} sync points',
                    formatDuration(from),
                    formatDuration(to),
                    formatNumber(count),
                  ),
                tenfold(histograms.pauseUs),
              ),
            },
          ],
    legend: [],
    table: {
      columns: [
        { title: vscode.l10n.t('Workload'), holds: 'text' },
        { title: vscode.l10n.t('Mode'), holds: 'text' },
        { title: vscode.l10n.t('Pause'), holds: 'charts' },
        { title: 'p50' },
        { title: 'p99' },
        { title: 'max' },
        { title: vscode.l10n.t('Mean pages') },
        { title: vscode.l10n.t('Sync points/s') },
        { title: vscode.l10n.t('Sent/s') },
        { title: vscode.l10n.t('Instructions/s') },
        { title: vscode.l10n.t('Cost') },
      ],
      rows: modes.rows.map((row) => [
        row.workload,
        row.mode,
        percentileBar(row.pauseUs, longest, 'logarithmic', formatDuration),
        formatDuration(row.pauseUs.p50),
        formatDuration(row.pauseUs.p99),
        formatDuration(row.pauseUs.max),
        formatNumber(row.meanDirtyPages, 1, true),
        known(row.syncPointsPerSecond, (value) => formatNumber(value)),
        known(row.sentBytesPerSecond, (value) => formatBytes(Math.round(value))),
        known(row.instructionsPerSecond, millions),
        known(row.cost, percent),
      ]),
    },
    missing: missingOf(modes.missing),
  };
}

/** Where a scale has grown tenfold. */
function tenfold({ edges }: Histogram): Tick[] {
  return edges.flatMap((edge, bin) => {
    const decades = Math.log10(edge);
    const isTick = Math.abs(decades - Math.round(decades)) < 1e-9;
    return isTick ? [{ bin, text: formatDuration(Math.round(edge)) }] : [];
  });
}
