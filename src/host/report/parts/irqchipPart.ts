import * as vscode from 'vscode';
import type { Report } from '../../../analysis/report/report';
import { formatNumber } from '../../numberFormat';
import { formatDuration } from '../../syncPointRow';
import type { ReportPart } from '../reportHtml';
import { known, millions, missingOf, UNKNOWN } from './cells';

/** 3. What interrupt-chip taps cost, and whether anything is lost without. */
export function irqchipPart({ irqchip }: Report): ReportPart {
  const both = (
    left: number | undefined,
    right: number | undefined,
    format: (value: number) => string,
  ): string => `${known(left, format)} → ${known(right, format)}`;
  return {
    id: 'irqchip',
    title: vscode.l10n.t('3. Why should an access to the interrupt chips be a sync point?'),
    notes: [vscode.l10n.t('With such sync points → without them.')],
    figures: [],
    legend: [],
    table: {
      columns: [
        { title: vscode.l10n.t('Workload'), holds: 'text' },
        { title: vscode.l10n.t('Mode'), holds: 'text' },
        { title: vscode.l10n.t('Sync points per guest s') },
        { title: vscode.l10n.t('Stood still per guest s') },
        { title: vscode.l10n.t('Instructions/s') },
        { title: vscode.l10n.t('Outputs') },
      ],
      rows: irqchip.rows.map((row) => [
        row.workload,
        row.mode,
        both(row.with.syncPointsPerGuestSecond, row.without.syncPointsPerGuestSecond, (value) =>
          formatNumber(value),
        ),
        both(row.with.pausedUsPerGuestSecond, row.without.pausedUsPerGuestSecond, formatDuration),
        both(row.with.instructionsPerSecond, row.without.instructionsPerSecond, millions),
        row.outputs === undefined
          ? UNKNOWN
          : row.outputs.firstDifference === undefined
            ? vscode.l10n.t('the same {0}', formatNumber(row.outputs.compared))
            : vscode.l10n.t('differ from number {0} on', formatNumber(row.outputs.firstDifference)),
      ]),
    },
    missing: missingOf(irqchip.missing),
  };
}
