import * as vscode from 'vscode';
import type { Report } from '../../../analysis/report/report';
import { formatNumber } from '../../numberFormat';
import { formatDuration } from '../../syncPointRow';
import { stackedBar } from '../reportCharts';
import type { ReportPart } from '../reportHtml';
import { millions, missingOf, percent } from './cells';

/** 2. What log-dirty costs. */
export function logDirtyPart({ logDirty }: Report): ReportPart {
  return {
    id: 'log-dirty',
    title: vscode.l10n.t('2. What does running with log-dirty all the time cost?'),
    notes: [
      vscode.l10n.t(
        'The same guest with and without it, in turns; dirty pages are collected at every output.',
      ),
    ],
    figures: [],
    legend: [],
    table: {
      columns: [
        { title: vscode.l10n.t('Workload'), holds: 'text' },
        { title: vscode.l10n.t('Lost to log-dirty'), holds: 'charts' },
        { title: vscode.l10n.t('Collected') },
        { title: vscode.l10n.t('each') },
        { title: vscode.l10n.t('Instructions/s') },
        { title: vscode.l10n.t('with log-dirty') },
        { title: vscode.l10n.t('Cost') },
      ],
      rows: logDirty.rows.map((row) => {
        const lost = Math.min(1, Math.max(0, row.cost));
        return [
          row.workload,
          {
            chart: stackedBar([
              { className: 'ran', share: 1 - lost, label: percent(1 - lost) },
              { className: 'lost', share: lost, label: percent(lost) },
            ]),
          },
          formatNumber(row.epochs),
          formatDuration(row.costUsPerEpoch),
          millions(row.unprotectedInstructionsPerSecond),
          millions(row.logDirtyInstructionsPerSecond),
          percent(row.cost),
        ];
      }),
    },
    missing: missingOf(logDirty.missing),
  };
}
