import type { Missing } from '../../analysis/report/answer';
import type { IrqchipRow } from '../../analysis/report/irqchipAnswer';
import type { Report } from '../../analysis/report/report';
import { countOf, formatBytes, formatCount, formatDecimal, formatDuration } from '../format';
import type { Column } from '../table';

/** One question with its answer, ready to be laid out as text or Markdown. */
export interface ReportSection {
  readonly title: string;
  /** What the columns need to be said of; whole sentences. */
  readonly notes: readonly string[];
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly missing: readonly Missing[];
}

/** Stands for a figure that is not known. */
const UNKNOWN = '–';

/** The recordings, and after them the five questions, in the order in which they were asked. */
export function reportSections(report: Report): ReportSection[] {
  return [
    recordings(report),
    protection(report.protection),
    logDirty(report.logDirty),
    irqchip(report.irqchip),
    modes(report.modes),
    pages(report.pages),
  ];
}

function recordings({ traces }: Report): ReportSection {
  return {
    title: 'Recordings',
    notes: [],
    columns: columns(['File', 'Guest', 'Workload', 'Mode'], ['Sync points', 'Duration', 'Sent']),
    rows: traces.map(({ file, machine, workload, mode, irqchipPoints, summary }) => [
      file,
      machine,
      workload,
      modeText(mode, irqchipPoints > 0),
      formatCount(summary.pointCount),
      formatDuration(summary.durationUs),
      formatBytes(summary.sentBytes),
    ]),
    missing: [],
  };
}

function protection({ rows, missing }: Report['protection']): ReportSection {
  return {
    title: '1. What does protection cost?',
    notes: [
      'A guest that idles does so in no time here, so the cost is that of a guest that never waits.',
      'Per guest second is what one that idles in real time would stand still.',
    ],
    columns: columns(
      ['Workload', 'Mode'],
      ['Sync points/s', 'Stood still', 'per guest s', 'Instructions/s', 'unprotected', 'Cost'],
    ),
    rows: rows.map((row) => [
      row.workload,
      modeText(row.mode, row.irqchip),
      orUnknown(row.syncPointsPerSecond, (value) => formatDecimal(value, 0)),
      orUnknown(row.pausedShare, share),
      orUnknown(row.pausedUsPerGuestSecond, formatDuration),
      orUnknown(row.instructionsPerSecond, speed),
      orUnknown(row.unprotectedInstructionsPerSecond, speed),
      orUnknown(row.cost, share),
    ]),
    missing,
  };
}

function logDirty({ rows, missing }: Report['logDirty']): ReportSection {
  return {
    title: '2. What does running with log-dirty all the time cost?',
    notes: [
      'The same guest with and without it, in turns; dirty pages are collected at every output.',
    ],
    columns: columns(
      ['Workload'],
      ['Instructions', 'Collected', 'each', 'Instructions/s', 'with log-dirty', 'Cost'],
    ),
    rows: rows.map((row) => [
      row.workload,
      formatCount(row.instructions),
      countOf(row.epochs, 'time'),
      formatDuration(row.costUsPerEpoch),
      speed(row.unprotectedInstructionsPerSecond),
      speed(row.logDirtyInstructionsPerSecond),
      share(row.cost),
    ]),
    missing,
  };
}

function irqchip({ rows, missing }: Report['irqchip']): ReportSection {
  return {
    title: '3. Why should an access to the interrupt chips be a sync point?',
    notes: ['With such sync points → without them.'],
    columns: columns(
      ['Workload', 'Mode'],
      ['Sync points per guest s', 'Stood still per guest s', 'Instructions/s', 'Outputs'],
    ),
    rows: rows.map((row) => {
      const both = (
        figure: 'syncPointsPerGuestSecond' | 'pausedUsPerGuestSecond' | 'instructionsPerSecond',
        format: (value: number) => string,
      ): string =>
        `${orUnknown(row.with[figure], format)} → ${orUnknown(row.without[figure], format)}`;
      return [
        row.workload,
        row.mode,
        both('syncPointsPerGuestSecond', (value) => formatDecimal(value, 0)),
        both('pausedUsPerGuestSecond', formatDuration),
        both('instructionsPerSecond', speed),
        outputsText(row),
      ];
    }),
    missing,
  };
}

function modes({ rows, missing }: Report['modes']): ReportSection {
  return {
    title: '4. Stop-and-copy, pipelined or periodic?',
    notes: [],
    columns: columns(
      ['Workload', 'Mode'],
      [
        'Pause p50',
        'p99',
        'max',
        'Mean pages',
        'Sync points/s',
        'Sent/s',
        'Instructions/s',
        'Cost',
      ],
    ),
    rows: rows.map((row) => [
      row.workload,
      row.mode,
      formatDuration(row.pauseUs.p50),
      formatDuration(row.pauseUs.p99),
      formatDuration(row.pauseUs.max),
      formatDecimal(row.meanDirtyPages, 1),
      orUnknown(row.syncPointsPerSecond, (value) => formatDecimal(value, 0)),
      orUnknown(row.sentBytesPerSecond, (value) => formatBytes(Math.round(value))),
      orUnknown(row.instructionsPerSecond, speed),
      orUnknown(row.cost, share),
    ]),
    missing,
  };
}

function pages({ rows, missing }: Report['pages']): ReportSection {
  return {
    title: '5. How many pages does a sync point copy?',
    notes: [],
    columns: columns(['Workload', 'Mode'], ['Sync points', 'Mean', 'p50', 'p95', 'p99', 'max']),
    rows: rows.map(({ workload, mode, irqchip, points, dirtyPages }) => [
      workload,
      modeText(mode, irqchip),
      formatCount(points),
      formatDecimal(dirtyPages.mean, 1),
      ...[dirtyPages.p50, dirtyPages.p95, dirtyPages.p99, dirtyPages.max].map(formatCount),
    ]),
    missing,
  };
}

function columns(texts: readonly string[], numbers: readonly string[]): Column[] {
  return [
    ...texts.map((title): Column => ({ title, align: 'left' })),
    ...numbers.map((title): Column => ({ title, align: 'right' })),
  ];
}

function modeText(mode: string, irqchip: boolean): string {
  return irqchip ? `${mode}, irqchip` : mode;
}

function outputsText({ outputs }: IrqchipRow): string {
  if (outputs === undefined) return 'not compared';
  return outputs.firstDifference === undefined
    ? `the same ${formatCount(outputs.compared)}`
    : `differ from number ${formatCount(outputs.firstDifference)} on`;
}

function orUnknown(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? UNKNOWN : format(value);
}

function share(value: number): string {
  return `${formatDecimal(100 * value, 1)} %`;
}

/** Instructions a second, in millions. */
function speed(perSecond: number): string {
  return `${formatDecimal(perSecond / 1e6, perSecond < 1e7 ? 2 : 1)} M`;
}

/** Words for what an answer lacks. */
export function missingText({ need, workloads, mode }: Missing): string {
  const named = workloads.join(', ');
  switch (need) {
    case 'unprotected':
      return `an unprotected run of ${named}`;
    case 'log-dirty':
      return `a run of ${named} with log-dirty and nothing else`;
    case 'irqchip':
      return `${named} with accesses to interrupt chips as sync points`;
    case 'no-irqchip':
      return `${named} without accesses to interrupt chips as sync points`;
    case 'mode':
      return `recordings in mode ${mode} of ${named}`;
    case 'workload':
      return `recordings of ${named}`;
  }
}
