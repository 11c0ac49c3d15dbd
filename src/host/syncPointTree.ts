import * as vscode from 'vscode';
import { messageOf } from '../core/errors';
import { Throttle } from '../core/throttle';
import { formatNumber } from './numberFormat';
import type { OpenTraces } from './openTraces';
import type { RangeMaximum } from './pointFigures';
import type { Position } from '../protocol/inspector';
import type { TreeFilter } from './search/treeFilter';
import {
  failureItem,
  keyOf,
  matchesItem,
  pointItem,
  rangeItem,
  type SyncPointNode,
} from './syncPointItems';
import { childRanges, pathTo, rootRanges, type SyncPointRange } from './syncPointRanges';
import { columnsOf } from './syncPointRow';
import type { OpenTrace } from './traceDocument';
import { allRows, matchRows, type TreeRows } from './treeRows';

/**
 * In a trace of up to so many points the uppermost ranges wait for the largest values of their points;
 * in a longer one they are shown at once, and again when those have been read.
 */
const AWAITED_POINTS = 10_000;

/** Between two updates of the tree while the range is brushed. */
const BRUSH_MS = 150;

/** Between two updates of the tree of a recording that runs, which would otherwise never rest. */
const GROWTH_MS = 2000;

/**
 * A view that has just been opened does not know its rows yet, refuses to reveal one, and does not
 * tell when it does: so it is asked again.
 */
const REVEAL_AGAIN_MS = 100;
const REVEAL_ATTEMPTS = 20;

/**
 * The sync points of the brushed range, or those of them that the filter lets through, in ranges that
 * are read when they are opened. The current point is selected as the session moves; a click or Enter
 * moves the session.
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
  readonly #filter: TreeFilter;
  readonly #maxima = new WeakMap<SyncPointNode, RangeMaximum>();
  #revealing = false;
  /** The brushed range whose rows are shown. */
  #range: Pick<Position, 'from' | 'to'> | undefined;
  readonly #brushed = new Throttle(BRUSH_MS, () => this.#showRange());
  readonly #grown = new Throttle(GROWTH_MS, () => this.#showRange());

  readonly onDidChangeTreeData = this.#changed.event;
  readonly view: vscode.TreeView<SyncPointNode>;

  constructor(traces: OpenTraces, filter: TreeFilter) {
    this.#traces = traces;
    this.#filter = filter;
    this.view = vscode.window.createTreeView('kemari.syncPoints', { treeDataProvider: this });
    let trace: OpenTrace | undefined;
    this.#subscriptions.push(
      this.view,
      this.#changed,
      this.view.onDidChangeVisibility(({ visible }) => visible && void this.#reveal()),
      this.#brushed,
      traces.onMoved(() => {
        const session = traces.current?.session;
        if (session !== undefined && !session.growth.growing && !this.#isShown(session.position)) {
          this.#brushed.request();
        } else {
          void this.#reveal();
        }
      }),
      traces.onGrown(() => this.#grown.request()),
      filter.onChanged(() => this.#showRange()),
      this.#grown,
      traces.onChanged(() => {
        if (traces.current === trace) return;
        trace = traces.current;
        this.#showRange();
      }),
    );
  }

  async getChildren(node?: SyncPointNode): Promise<SyncPointNode[]> {
    const trace = node?.trace ?? this.#traces.current;
    if (trace === undefined) return [];
    const rows = node?.rows ?? this.#rowsOf(trace);
    const ranges = node ? childRanges(node.indices) : rootRanges(rows.indices);
    const [first, last] = [ranges.at(0), ranges.at(-1)];
    if (first === undefined || last === undefined) return [];
    const among = { parent: node, rows, trace };
    if (!ranges.every(isPoint)) {
      const nodes = ranges.map((indices) =>
        this.#node({ ...among, indices, range: pointsOf(rows, indices) }),
      );
      if (node === undefined && rows.isAll && !isShort(trace)) void this.#readMaxima(trace, nodes);
      return nodes;
    }

    try {
      const points = await rows.read(first.from, last.to);
      const columns = columnsOf(points);
      return points.map((point, i) => {
        const indices = ranges[i];
        return this.#node({ ...among, indices, range: pointsOf(rows, indices), point, columns });
      });
    } catch (error) {
      const indices = { ...first, to: last.to };
      const range = pointsOf(rows, indices);
      return [{ ...among, indices, range, failure: messageOf(error) }];
    }
  }

  getParent(node: SyncPointNode): SyncPointNode | undefined {
    return node.parent;
  }

  getTreeItem(node: SyncPointNode): vscode.TreeItem | Promise<vscode.TreeItem> {
    const { point, failure, trace, rows } = node;
    if (point !== undefined) return pointItem(node, point);
    if (failure !== undefined) return failureItem(failure);
    if (!rows.isAll) return matchesItem(node);
    const maximum = this.#maxima.get(node);
    const isAwaited = node.parent !== undefined || isShort(trace);
    if (maximum !== undefined || !isAwaited) return rangeItem(node, maximum);
    // A range that cannot be read says so once it is opened.
    return this.#readMaximum(node).then(
      (read) => rangeItem(node, read),
      () => rangeItem(node, undefined),
    );
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Shows the rows of the range that is brushed now. */
  #showRange(): void {
    const trace = this.#traces.current;
    this.#range = trace?.session.position;
    this.#changed.fire();
    this.view.description = trace === undefined ? '' : describeRange(trace);
    this.view.message = this.#filter.message ?? '';
    void this.#reveal();
  }

  #isShown({ from, to }: Position): boolean {
    return from === this.#range?.from && to === this.#range.to;
  }

  /** Selects the current point; moves that come while the view is busy are done as one. */
  async #reveal(): Promise<void> {
    if (this.#revealing) return;
    this.#revealing = true;
    try {
      for (let refused = 0; refused < REVEAL_ATTEMPTS;) {
        const trace = this.#traces.current;
        if (trace === undefined || !this.view.visible) return;
        const { point } = trace.session.position;
        if (!(await this.#select(trace, point))) {
          refused++;
          await new Promise((resolve) => setTimeout(resolve, REVEAL_AGAIN_MS));
        } else if (this.#traces.current === trace && trace.session.position.point === point) {
          return;
        }
      }
    } finally {
      this.#revealing = false;
    }
  }

  /** @returns false if the view refused: it has only just opened, or the trace was closed meanwhile. */
  async #select(trace: OpenTrace, point: number): Promise<boolean> {
    try {
      const node = await this.#find(trace, point);
      if (node !== undefined && !this.#isSelected(node)) {
        await this.view.reveal(node, { select: true, focus: false });
      }
      return true;
    } catch {
      return false;
    }
  }

  async #readMaximum(node: SyncPointNode): Promise<RangeMaximum> {
    const { range, trace } = node;
    const maximum = await trace.figures.maximum(range.from, range.to);
    this.#maxima.set(node, maximum);
    return maximum;
  }

  /** Reads them all and then shows the tree anew, once: each row by itself would disturb the view. */
  async #readMaxima(trace: OpenTrace, nodes: readonly SyncPointNode[]): Promise<void> {
    const unread = nodes.filter((node) => !this.#maxima.has(node));
    const read = await Promise.allSettled(unread.map((node) => this.#readMaximum(node)));
    const isNew = read.some(({ status }) => status === 'fulfilled');
    if (!isNew || this.#traces.current !== trace) return;
    this.#changed.fire();
    await this.#reveal();
  }

  #isSelected(node: SyncPointNode): boolean {
    return this.view.selection.length === 1 && this.view.selection[0] === node;
  }

  /** The row of a point, with all rows above it. */
  async #find(trace: OpenTrace, point: number): Promise<SyncPointNode | undefined> {
    let node: SyncPointNode | undefined;
    const rows = this.#rowsOf(trace);
    const index = rows.indexOf(point);
    if (index === undefined) return undefined;
    for (const indices of pathTo(index, rows.indices)) {
      const known = this.#nodes.get(trace)?.get(keyOf(rows, indices));
      node =
        known !== undefined && known.parent === node && known.indices.to === indices.to
          ? known
          : (await this.getChildren(node)).find(
              (child) => child.indices.from === indices.from && child.indices.size === indices.size,
            );
      if (node === undefined || node.trace !== trace) return undefined;
    }
    return node;
  }

  #node(node: SyncPointNode): SyncPointNode {
    const nodes = this.#nodes.get(node.trace) ?? new Map<string, SyncPointNode>();
    this.#nodes.set(node.trace, nodes);
    const key = keyOf(node.rows, node.indices);
    const known = nodes.get(key);
    // The last range of a level grows with the trace; its rows are then others.
    if (known?.indices.to === node.indices.to && known.parent === node.parent) return known;
    nodes.set(key, node);
    return node;
  }

  /** What the tree lists of a trace now. */
  #rowsOf({ session }: OpenTrace): TreeRows {
    const list = this.#filter.listOf(session.trace);
    return list === undefined
      ? allRows(session.trace, session.position)
      : matchRows(list, session.position);
  }
}

/** The range, where that is a part, and what the numbers in the rows are. */
function describeRange({ session }: OpenTrace): string {
  const { from, to } = session.position;
  return session.showsAll
    ? vscode.l10n.t('pages · pause')
    : vscode.l10n.t('{0}–{1} · pages · pause', formatNumber(from), formatNumber(to));
}

function isShort({ session }: OpenTrace): boolean {
  return session.trace.pointCount <= AWAITED_POINTS;
}

function isPoint({ size }: SyncPointRange): boolean {
  return size === 1;
}

function pointsOf(rows: TreeRows, { from, to, size }: SyncPointRange): SyncPointRange {
  return { from: rows.pointAt(from), to: rows.pointAt(to), size };
}
