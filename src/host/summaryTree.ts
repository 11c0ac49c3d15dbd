import * as vscode from 'vscode';
import { summarize, type TraceSummary } from '../analysis/summary';
import { messageOf } from '../core/errors';
import { Throttle } from '../core/throttle';
import type { Distribution } from '../analysis/distribution';
import type { Trace } from '../trace/trace';
import { CAUSE_ICONS } from './causeIcons';
import { formatNumber } from './numberFormat';
import type { OpenTraces } from './openTraces';
import { formatBytes, formatDuration } from './syncPointRow';

/** Between two summaries of a recording that runs: each reads all of its sync points. */
const GROWTH_MS = 5000;

/** A trace of more points takes so long to sum up that it is shown first. */
const LONG_POINTS = 100_000;
const LONG_WAITS_MS = 1000;

/** A fact about the trace; those below it, if any, go into detail. */
export interface SummaryRow {
  readonly label: string;
  readonly value: string;
  readonly icon?: string;
  readonly details?: readonly SummaryRow[];
}

/** The shown trace in a few figures. They are only reckoned while the view is open. */
export class SummaryTree implements vscode.TreeDataProvider<SummaryRow>, vscode.Disposable {
  readonly #traces: OpenTraces;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: { dispose(): void }[];
  /** Reckoned once for each trace, and again when it has grown. */
  readonly #rows = new WeakMap<Trace, Promise<SummaryRow[]>>();
  #shown: Trace | undefined;
  readonly #grown = new Throttle(GROWTH_MS, () => {
    if (this.#shown !== undefined) this.#rows.delete(this.#shown);
    this.#changed.fire();
  });

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(traces: OpenTraces) {
    this.#traces = traces;
    this.#subscriptions = [
      vscode.window.registerTreeDataProvider('kemari.summary', this),
      this.#changed,
      traces.onChanged(() => this.#follow()),
      traces.onGrown(() => this.#grown.request()),
      this.#grown,
    ];
  }

  async getChildren(row?: SummaryRow): Promise<SummaryRow[]> {
    if (row !== undefined) return [...(row.details ?? [])];
    const session = this.#traces.current?.session;
    if (session === undefined) return [];
    const { trace } = session;
    const rows =
      this.#rows.get(trace) ??
      summarizeInTurn(trace).then((each) => summaryRows(trace, session.growth.notices, each));
    this.#rows.set(trace, rows);
    try {
      return await rows;
    } catch (error) {
      this.#rows.delete(trace);
      return [{ label: vscode.l10n.t('Not readable'), value: messageOf(error), icon: 'error' }];
    }
  }

  getTreeItem({ label, value, icon, details }: SummaryRow): vscode.TreeItem {
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(label, details === undefined ? None : Collapsed);
    item.description = value;
    item.tooltip = `${label}: ${value}`;
    item.accessibilityInformation = { label: item.tooltip };
    if (icon !== undefined) item.iconPath = new vscode.ThemeIcon(icon);
    return item;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #follow(): void {
    const trace = this.#traces.current?.session.trace;
    if (trace === this.#shown) return;
    this.#shown = trace;
    this.#changed.fire();
  }
}

async function summarizeInTurn(trace: Trace): Promise<TraceSummary> {
  if (trace.pointCount > LONG_POINTS) {
    await new Promise((resolve) => setTimeout(resolve, LONG_WAITS_MS));
  }
  return summarize(trace);
}

function summaryRows(
  { header }: Trace,
  notices: readonly string[],
  summary: TraceSummary,
): SummaryRow[] {
  return [
    ...notices.map((message) => ({
      label: vscode.l10n.t('Notice'),
      value: message,
      icon: 'warning',
    })),
    {
      label: vscode.l10n.t('Workload'),
      value: `${header.workload} · ${header.machine} · ${header.mode}`,
    },
    {
      label: vscode.l10n.t('Memory'),
      value: vscode.l10n.t(
        '{0} · {1} pages',
        formatBytes(header.pages.bytes),
        formatNumber(header.pages.pageCount),
      ),
      details: header.pages.regions.map(({ name, start, bytes }) => ({
        label: name,
        value: `0x${start.toString(16)} · ${formatBytes(bytes)}`,
      })),
    },
    {
      label: vscode.l10n.t('Sync points'),
      value: vscode.l10n.t(
        '{0} in {1}',
        formatNumber(summary.pointCount),
        formatDuration(summary.durationUs),
      ),
      details: summary.causes.map(({ cause, points, dirtyPages, pauseUs }) => ({
        label: cause,
        value: vscode.l10n.t(
          '{0} points · {1} pages and {2} each',
          formatNumber(points),
          formatNumber(dirtyPages / points, 1, true),
          formatDuration(pauseUs / points),
        ),
        icon: CAUSE_ICONS[cause],
      })),
    },
    {
      label: vscode.l10n.t('Dirty pages'),
      value: distribution(summary.dirtyPages, (pages) => formatNumber(pages)),
    },
    { label: vscode.l10n.t('Pause'), value: distribution(summary.pauseUs, formatDuration) },
    { label: vscode.l10n.t('Sent'), value: formatBytes(summary.sentBytes) },
    {
      label: vscode.l10n.t('Recorded'),
      value: vscode.l10n.t(
        '{0} by {1}',
        new Date(header.startedAtMs).toLocaleString(vscode.env.language),
        header.writer,
      ),
    },
  ];
}

function distribution({ p50, p99, max }: Distribution, format: (value: number) => string): string {
  return vscode.l10n.t('p50 {0} · p99 {1} · max {2}', format(p50), format(p99), format(max));
}
