import * as vscode from 'vscode';
import type { Distribution } from '../../../analysis/distribution';
import type { Missing } from '../../../analysis/report/answer';
import { formatNumber } from '../../numberFormat';
import { rangeBar } from '../reportCharts';
import type { ReportCell, ReportColumn, ReportPart } from '../reportHtml';

/** Stands for a figure that is not known. */
export const UNKNOWN = '–';

/** A range from the median to the largest, with marks. */
export function percentileBar(
  { p50, p95, p99, max }: Distribution,
  largest: number,
  scale: 'linear' | 'logarithmic',
  format: (value: number) => string,
): ReportCell {
  const label = `p50 ${format(p50)}, p95 ${format(p95)}, p99 ${format(p99)}, max ${format(max)}`;
  return { chart: rangeBar({ values: [p50, p95, p99, max], label }, largest, scale) };
}

/** The columns that tell which recording a row is of. */
export function recordingColumns(): ReportColumn[] {
  return [
    { title: vscode.l10n.t('Workload'), holds: 'text' },
    { title: vscode.l10n.t('Mode'), holds: 'text' },
  ];
}

/** What stands in {@link recordingColumns}. */
export function recordingCells(row: {
  readonly workload: string;
  readonly mode: string;
  readonly irqchip: boolean;
}): string[] {
  return [row.workload, row.irqchip ? `${row.mode}, irqchip` : row.mode];
}

/** What an answer lacks, in words. */
export function missingOf(missing: readonly Missing[]): ReportPart['missing'] {
  return missing.map((each) => ({
    what: missingText(each),
    how: each.command ?? vscode.l10n.t('cannot be made by this version'),
    isCommand: each.command !== undefined,
  }));
}

function missingText({ need, workloads, mode }: Missing): string {
  const named = workloads.join(', ');
  switch (need) {
    case 'unprotected':
      return vscode.l10n.t('an unprotected run of {0}', named);
    case 'log-dirty':
      return vscode.l10n.t('a run of {0} with log-dirty and nothing else', named);
    case 'irqchip':
      return vscode.l10n.t('{0} with accesses to interrupt chips as sync points', named);
    case 'no-irqchip':
      return vscode.l10n.t('{0} without accesses to interrupt chips as sync points', named);
    case 'mode':
      return vscode.l10n.t('recordings in mode {0} of {1}', mode ?? UNKNOWN, named);
    case 'workload':
      return vscode.l10n.t('recordings of {0}', named);
  }
}

/** A figure that may not be known. */
export function known(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? UNKNOWN : format(value);
}

/** A share from 0 to 1. */
export function percent(share: number): string {
  return `${formatNumber(100 * share, 1, true)}\u00a0%`;
}

/** Instructions a second, in millions. */
export function millions(perSecond: number): string {
  return `${formatNumber(perSecond / 1e6, perSecond < 1e7 ? 2 : 1, true)}\u00a0M`;
}
