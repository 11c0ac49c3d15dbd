import * as vscode from 'vscode';
import type { Missing } from '../../analysis/report/answer';
import type { Histogram, PointHistograms } from '../../analysis/report/histogram';
import type { Report } from '../../analysis/report/report';
import type { TraceFigures } from '../../analysis/report/traceFigures';
import type { Distribution } from '../../analysis/distribution';
import type { PhaseTimes } from '../../core/syncPoint';
import { formatNumber } from '../numberFormat';
import { formatBytes, formatDuration } from '../syncPointRow';
import { histogram, rangeBar, stackedBar, type Tick } from './reportCharts';
import type { ReportCell, ReportColumn, ReportPart } from './reportHtml';

/** Stands for a figure that is not known. */
const UNKNOWN = '–';

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

function protectionPart({ protection, traces }: Report): ReportPart {
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

function logDirtyPart({ logDirty }: Report): ReportPart {
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

function irqchipPart({ irqchip }: Report): ReportPart {
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

function modesPart({ modes }: Report, histograms: PointHistograms | undefined): ReportPart {
  const longest = Math.max(...modes.rows.map(({ pauseUs }) => pauseUs.max), 0);
  return {
    id: 'modes',
    title: vscode.l10n.t('4. Stop-and-copy, pipelined or periodic?'),
    notes: [],
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
        { title: vscode.l10n.t('Pause: p50, p95, p99, max'), holds: 'charts' },
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

function pagesPart({ pages }: Report, histograms: PointHistograms | undefined): ReportPart {
  const most = Math.max(...pages.rows.map(({ dirtyPages }) => dirtyPages.max), 0);
  const count = (value: number): string => formatNumber(value);
  return {
    id: 'pages',
    title: vscode.l10n.t('5. How many pages does a sync point copy?'),
    notes: [],
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
        { title: vscode.l10n.t('Pages: p50, p95, p99, max'), holds: 'charts' },
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

/** Where a scale has grown tenfold. */
function tenfold({ edges }: Histogram): Tick[] {
  return edges.flatMap((edge, bin) => {
    const decades = Math.log10(edge);
    const isTick = Math.abs(decades - Math.round(decades)) < 1e-9;
    return isTick ? [{ bin, text: formatDuration(Math.round(edge)) }] : [];
  });
}

function percentileBar(
  { p50, p95, p99, max }: Distribution,
  largest: number,
  scale: 'linear' | 'logarithmic',
  format: (value: number) => string,
): ReportCell {
  const label = `p50 ${format(p50)}, p95 ${format(p95)}, p99 ${format(p99)}, max ${format(max)}`;
  return { chart: rangeBar({ values: [p50, p95, p99, max], label }, largest, scale) };
}

function recordingColumns(): ReportColumn[] {
  return [
    { title: vscode.l10n.t('Workload'), holds: 'text' },
    { title: vscode.l10n.t('Mode'), holds: 'text' },
  ];
}

function recordingCells(row: {
  readonly workload: string;
  readonly mode: string;
  readonly irqchip: boolean;
}): string[] {
  return [row.workload, row.irqchip ? `${row.mode}, irqchip` : row.mode];
}

function missingOf(missing: readonly Missing[]): ReportPart['missing'] {
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

function known(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? UNKNOWN : format(value);
}

/** A share from 0 to 1. */
function percent(share: number): string {
  return `${formatNumber(100 * share, 1, true)}\u00a0%`;
}

/** Instructions a second, in millions. */
function millions(perSecond: number): string {
  return `${formatNumber(perSecond / 1e6, perSecond < 1e7 ? 2 : 1, true)}\u00a0M`;
}
