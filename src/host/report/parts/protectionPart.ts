import * as vscode from 'vscode';
import type { Report } from '../../../analysis/report/report';
import type { TraceFigures } from '../../../analysis/report/traceFigures';
import type { PhaseTimes } from '../../../core/syncPoint';
import { formatNumber } from '../../numberFormat';
import { formatDuration } from '../../syncPointRow';
import { stackedBar } from '../reportCharts';
import type { ReportCell, ReportPart } from '../reportHtml';
import {
  known,
  millions,
  missingOf,
  percent,
  recordingCells,
  recordingColumns,
  UNKNOWN,
} from './cells';

/** 1. What protection costs. */
export function protectionPart({ protection, traces }: Report): ReportPart {
  return {
    id: 'protection',
    title: vscode.l10n.t('1. What does protection cost?'),
    notes: [
      vscode.l10n.t(
        'A guest that idles does so in no time here, so the cost is that of a guest that never waits.',
      ),
      vscode.l10n.t('Per guest second is what one that idles in real time would stand still.'),
    ],
    figures: [],
    legend: [
      { className: 'ran', name: vscode.l10n.t('guest ran') },
      ...PHASE_GROUPS.map(({ className, name }) => ({ className, name })),
    ],
    table: {
      columns: [
        ...recordingColumns(),
        { title: vscode.l10n.t('Where time went'), holds: 'charts' },
        { title: vscode.l10n.t('Sync points/s') },
        { title: vscode.l10n.t('Stood still') },
        { title: vscode.l10n.t('per guest s') },
        { title: vscode.l10n.t('Instructions/s') },
        { title: vscode.l10n.t('Unprotected') },
        { title: vscode.l10n.t('Cost') },
      ],
      rows: protection.rows.map((row, i) => [
        ...recordingCells(row),
        timeBar(traces[i]),
        known(row.syncPointsPerSecond, (value) => formatNumber(value)),
        known(row.pausedShare, percent),
        known(row.pausedUsPerGuestSecond, formatDuration),
        known(row.instructionsPerSecond, millions),
        known(row.unprotectedInstructionsPerSecond, millions),
        known(row.cost, percent),
      ]),
    },
    missing: missingOf(protection.missing),
  };
}

/** The same four parts of a pause as on the inspector's page. */
const PHASE_GROUPS = [
  { className: 'phase-stop', name: 'stop', phases: ['stop', 'collect'] },
  { className: 'phase-copy', name: 'copy', phases: ['devices', 'copy'] },
  { className: 'phase-send', name: 'send', phases: ['send'] },
  { className: 'phase-ack', name: 'ack', phases: ['ack', 'resume'] },
] as const;

function timeBar({ stretch }: TraceFigures): ReportCell {
  if (stretch === undefined) return UNKNOWN;
  const { runUs, pausedUs, phasesUs } = stretch;
  const all = runUs + pausedUs;
  const part = (className: string, name: string, us: number) => {
    const share = all > 0 ? us / all : 0;
    return { className, share, label: `${name} ${percent(share)}` };
  };
  return {
    chart: stackedBar([
      part('ran', vscode.l10n.t('guest ran'), runUs),
      ...PHASE_GROUPS.map(({ className, name, phases }) =>
        part(className, name, sumOf(phasesUs, phases)),
      ),
    ]),
  };
}

function sumOf(phasesUs: PhaseTimes, phases: readonly (keyof PhaseTimes)[]): number {
  return phases.reduce((sum, phase) => sum + phasesUs[phase], 0);
}
