import * as vscode from 'vscode';
import { PHASES, type SyncPoint } from '../core/syncPoint';
import { CAUSE_ICONS } from './causeIcons';
import { formatNumber } from './numberFormat';
import type { RangeMaximum } from './pointFigures';
import type { SyncPointRange } from './syncPointRanges';
import { columnsOf, formatDuration, pointDescription, type RowColumns } from './syncPointRow';
import type { OpenTrace } from './traceDocument';
import type { TreeRows } from './treeRows';

/** A row: a range of sync points, one point with what the trace tells of it, or a failure. */
export interface SyncPointNode {
  readonly range: SyncPointRange;
  /** The same by the rows that are listed, which are all sync points unless the tree is filtered. */
  readonly indices: SyncPointRange;
  /** The rows that it is among. */
  readonly rows: TreeRows;
  /** The uppermost rows have none. */
  readonly parent: SyncPointNode | undefined;
  readonly trace: OpenTrace;
  /** Of a single point. */
  readonly point?: SyncPoint;
  /** Why the points of the range cannot be listed. */
  readonly failure?: string;
  /** How a point's description fits those of its siblings. */
  readonly columns?: RowColumns;
}

/** What a row is known by; the same for a range that has grown. */
export function keyOf({ id }: TreeRows, { from, size }: SyncPointRange): string {
  return `${from}+${size}${id}`;
}

/** Sync points that fit, with others between them. */
export function matchesItem({ range, indices, rows, trace }: SyncPointNode): vscode.TreeItem {
  const [from, to] = [formatNumber(range.from), formatNumber(range.to)];
  const item = new vscode.TreeItem(`${from}–${to}`, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${trace.session.trace.header.uuid}/${keyOf(rows, indices)}`;
  const count = formatNumber(indices.to - indices.from + 1);
  item.description = vscode.l10n.t('{0} that fit', count);
  item.tooltip = vscode.l10n.t('{0} sync points that fit, from {1} to {2}', count, from, to);
  item.accessibilityInformation = { label: item.tooltip };
  return item;
}

/** A range of sync points. @param maximum of them, once it is known. */
export function rangeItem(
  { range, indices, rows, trace }: SyncPointNode,
  maximum: RangeMaximum | undefined,
): vscode.TreeItem {
  const [from, to] = [formatNumber(range.from), formatNumber(range.to)];
  const item = new vscode.TreeItem(`${from}–${to}`, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${trace.session.trace.header.uuid}/${keyOf(rows, indices)}`;
  item.contextValue = 'range';
  item.tooltip = vscode.l10n.t('Sync points {0} to {1}', from, to);
  if (maximum !== undefined) {
    const pause = formatDuration(maximum.pauseUs);
    item.description = vscode.l10n.t('max {0}', pause);
    item.tooltip = vscode.l10n.t(
      'Sync points {0} to {1}: at most {2} dirty pages, longest pause {3}',
      from,
      to,
      formatNumber(maximum.dirtyPages),
      pause,
    );
  }
  item.accessibilityInformation = { label: item.tooltip };
  return item;
}

/** A range that cannot be read. */
export function failureItem(message: string): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Cannot be read'));
  item.iconPath = new vscode.ThemeIcon('error');
  item.description = message;
  item.tooltip = message;
  item.accessibilityInformation = { label: message };
  return item;
}

/** One sync point. */
export function pointItem(node: SyncPointNode, point: SyncPoint): vscode.TreeItem {
  const item = new vscode.TreeItem(formatNumber(point.point));
  item.id = `${node.trace.session.trace.header.uuid}/${keyOf(node.rows, node.indices)}`;
  item.iconPath = new vscode.ThemeIcon(CAUSE_ICONS[point.cause]);
  item.description = pointDescription(point, node.columns ?? columnsOf([point]));
  item.tooltip = pointTooltip(point);
  item.accessibilityInformation = {
    label: vscode.l10n.t(
      'Sync point {0}, {1}, {2} dirty pages, pause {3}',
      formatNumber(point.point),
      point.cause,
      formatNumber(point.dirtyPages),
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
      vscode.l10n.t('**Sync point {0}** · {1}', formatNumber(point.point), point.cause),
      vscode.l10n.t(
        '{0} dirty pages, {1} of them zero · {2} bytes sent · {3} outputs',
        formatNumber(point.dirtyPages),
        formatNumber(point.zeroPages),
        formatNumber(point.sentBytes),
        formatNumber(point.outputs.length),
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
