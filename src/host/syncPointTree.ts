import * as vscode from 'vscode';
import { PHASES, type SyncPoint } from '../core/syncPoint';
import { CAUSE_ICONS } from './causeIcons';
import type { OpenTraces } from './openTraces';
import { childRanges, pathTo, rootRanges, type SyncPointRange } from './syncPointRanges';
import { columnsOf, formatDuration, pointDescription, type RowColumns } from './syncPointRow';
import type { OpenTrace } from './traceDocument';

/** A row: a range of sync points, or one point with what the trace tells of it. */
export interface SyncPointNode {
  readonly range: SyncPointRange;
  /** The uppermost rows have none. */
  readonly parent: SyncPointNode | undefined;
  readonly trace: OpenTrace;
  /** Of a single point. */
  readonly point?: SyncPoint;
  /** How a point's description fits those of its siblings. */
  readonly columns?: RowColumns;
}

/**
 * The sync points of the shown trace, in ranges that are read when they are opened. The current point
 * is selected as the session moves; a click or Enter moves the session.
 *
 * A row moves the session by its command and not by its selection: the tree selects rows by itself
 * as the session moves, and would otherwise answer each of its own selections with a move.
 */
export class SyncPointTree implements vscode.TreeDataProvider<SyncPointNode>, vscode.Disposable {
  readonly #traces: OpenTraces;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: { dispose(): void }[] = [];
  /** Rows handed out, since the view knows a row by its identity. */
  readonly #nodes = new WeakMap<OpenTrace, Map<string, SyncPointNode>>();
  #revealing = false;

  readonly onDidChangeTreeData = this.#changed.event;
  readonly view: vscode.TreeView<SyncPointNode>;

  constructor(traces: OpenTraces) {
    this.#traces = traces;
    this.view = vscode.window.createTreeView('kemari.syncPoints', { treeDataProvider: this });
    let trace: OpenTrace | undefined;
    this.#subscriptions.push(
      this.view,
      this.#changed,
      this.view.onDidChangeVisibility(({ visible }) => visible && void this.#reveal()),
      traces.onMoved(() => void this.#reveal()),
      traces.onChanged(() => {
        if (traces.current === trace) return;
        trace = traces.current;
        this.#changed.fire();
        this.view.description = trace ? vscode.l10n.t('pages · pause') : '';
        void this.#reveal();
      }),
    );
  }

  async getChildren(node?: SyncPointNode): Promise<SyncPointNode[]> {
    const trace = node?.trace ?? this.#traces.current;
    if (trace === undefined) return [];
    const ranges = node ? childRanges(node.range) : rootRanges(trace.session.trace.pointCount);
    const [first, last] = [ranges.at(0), ranges.at(-1)];
    if (first === undefined || last === undefined) return [];
    if (!ranges.every(isPoint))
      return ranges.map((range) => this.#node({ range, parent: node, trace }));

    const points = await trace.session.trace.points(first.from, last.to);
    const columns = columnsOf(points);
    return points.map((point, i) =>
      this.#node({ range: ranges[i], parent: node, trace, point, columns }),
    );
  }

  getParent(node: SyncPointNode): SyncPointNode | undefined {
    return node.parent;
  }

  getTreeItem(node: SyncPointNode): vscode.TreeItem | Promise<vscode.TreeItem> {
    const { point } = node;
    return point === undefined ? rangeItem(node) : pointItem(node, point);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Selects the current point; moves that come while the view is busy are done as one. */
  async #reveal(): Promise<void> {
    if (this.#revealing) return;
    this.#revealing = true;
    try {
      for (;;) {
        const trace = this.#traces.current;
        if (trace === undefined || !this.view.visible) return;
        const { point } = trace.session.position;
        const node = await this.#find(trace, point);
        if (node !== undefined && !this.#isSelected(node)) {
          await this.view.reveal(node, { select: true, focus: false });
        }
        if (this.#traces.current === trace && trace.session.position.point === point) return;
      }
    } catch {
      // The trace was closed or its tree replaced meanwhile; the next move reveals again.
    } finally {
      this.#revealing = false;
    }
  }

  #isSelected(node: SyncPointNode): boolean {
    return this.view.selection.length === 1 && this.view.selection[0] === node;
  }

  /** The row of a point, with all rows above it. */
  async #find(trace: OpenTrace, point: number): Promise<SyncPointNode | undefined> {
    let node: SyncPointNode | undefined;
    for (const { from, to } of pathTo(point, trace.session.trace.pointCount)) {
      const known = this.#nodes.get(trace)?.get(keyOf({ from, to }));
      node =
        known ??
        (await this.getChildren(node)).find(({ range }) => range.from === from && range.to === to);
      if (node === undefined || node.trace !== trace) return undefined;
    }
    return node;
  }

  #node(node: SyncPointNode): SyncPointNode {
    const nodes = this.#nodes.get(node.trace) ?? new Map<string, SyncPointNode>();
    this.#nodes.set(node.trace, nodes);
    const key = keyOf(node.range);
    const known = nodes.get(key);
    if (known !== undefined) return known;
    nodes.set(key, node);
    return node;
  }
}

function isPoint({ from, to }: SyncPointRange): boolean {
  return from === to;
}

function keyOf({ from, to }: SyncPointRange): string {
  return `${from}-${to}`;
}

async function rangeItem({ range, trace }: SyncPointNode): Promise<vscode.TreeItem> {
  const { from, to } = range;
  const label = `${from.toLocaleString()}–${to.toLocaleString()}`;
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${trace.session.trace.header.uuid}/${keyOf(range)}`;
  const { pauseUs, dirtyPages } = await trace.figures.maximum(from, to);
  item.description = vscode.l10n.t('max {0}', formatDuration(pauseUs));
  item.tooltip = vscode.l10n.t(
    'Sync points {0} to {1}: at most {2} dirty pages, longest pause {3}',
    from.toLocaleString(),
    to.toLocaleString(),
    dirtyPages.toLocaleString(),
    formatDuration(pauseUs),
  );
  item.accessibilityInformation = { label: item.tooltip };
  item.contextValue = 'range';
  return item;
}

function pointItem(node: SyncPointNode, point: SyncPoint): vscode.TreeItem {
  const item = new vscode.TreeItem(point.point.toLocaleString());
  item.id = `${node.trace.session.trace.header.uuid}/${keyOf(node.range)}`;
  item.iconPath = new vscode.ThemeIcon(CAUSE_ICONS[point.cause]);
  item.description = pointDescription(point, node.columns ?? columnsOf([point]));
  item.tooltip = pointTooltip(point);
  item.accessibilityInformation = {
    label: vscode.l10n.t(
      'Sync point {0}, {1}, {2} dirty pages, pause {3}',
      point.point.toLocaleString(),
      point.cause,
      point.dirtyPages.toLocaleString(),
      formatDuration(point.pauseUs),
    ),
  };
  item.command = {
    command: 'kemari.showSyncPoint',
    title: vscode.l10n.t('Show This Sync Point'),
    arguments: [point.point],
  };
  item.contextValue = 'point';
  return item;
}

function pointTooltip(point: SyncPoint): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const phases = PHASES.map((phase) => `| ${phase} | ${formatDuration(point.phasesUs[phase])} |`);
  text.appendMarkdown(
    [
      vscode.l10n.t('**Sync point {0}** · {1}', point.point.toLocaleString(), point.cause),
      vscode.l10n.t(
        '{0} dirty pages, {1} of them zero · {2} bytes sent · {3} outputs',
        point.dirtyPages.toLocaleString(),
        point.zeroPages.toLocaleString(),
        point.sentBytes.toLocaleString(),
        point.outputs.length.toLocaleString(),
      ),
      [
        `| ${vscode.l10n.t('Pause')} | ${formatDuration(point.pauseUs)} |`,
        '|:--|--:|',
        ...phases,
      ].join('\n'),
    ].join('\n\n'),
  );
  return text;
}
