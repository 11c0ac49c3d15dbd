import * as vscode from 'vscode';
import type { PointHistograms } from '../../analysis/report/histogram';
import type { Report } from '../../analysis/report/report';
import type { TraceFigures } from '../../analysis/report/traceFigures';
import { formatNumber } from '../numberFormat';
import { formatDuration } from '../syncPointRow';
import { irqchipPart } from './parts/irqchipPart';
import { logDirtyPart } from './parts/logDirtyPart';
import { modesPart } from './parts/modesPart';
import { pagesPart } from './parts/pagesPart';
import { protectionPart } from './parts/protectionPart';
import type { ReportPart } from './reportHtml';

/** One line of what a report is about. */
export function reportSubtitle({ traces }: Report): string {
  const [only, ...others] = traces;
  if (others.length > 0) return traces.map(nameOf).join(', ');
  const { machine, workload, mode, summary } = only;
  return vscode.l10n.t(
    '{0} on {1}, {2}: {3} sync points in {4}',
    workload,
    machine,
    mode,
    formatNumber(summary.pointCount),
    formatDuration(summary.durationUs),
  );
}

function nameOf({ file }: TraceFigures): string {
  return decodeURIComponent(file.slice(file.lastIndexOf('/') + 1));
}

/** The parts of a report's page, in the order of the questions. */
export function reportParts(report: Report, histograms: PointHistograms | undefined): ReportPart[] {
  return [
    protectionPart(report),
    logDirtyPart(report),
    irqchipPart(report),
    modesPart(report, histograms),
    pagesPart(report, histograms),
  ];
}
