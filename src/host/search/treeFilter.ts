import * as vscode from 'vscode';
import { messageOf } from '../../core/errors';
import { Emitter } from '../../core/events';
import { Throttle } from '../../core/throttle';
import type { Trace } from '../../trace/trace';
import { formatNumber } from '../numberFormat';
import type { OpenTraces } from '../openTraces';
import { MatchList } from './matchList';
import type { TraceQueries } from './traceQueries';

/** Between two updates of the tree while matches are found. */
const TELL_MS = 300;

/**
 * Which sync points the tree shows: those that the query of the shown trace fits, where it filters.
 * Searches while the trace is shown, with a bar in the view, and goes on when it has grown.
 */
export class TreeFilter implements vscode.Disposable {
  readonly #traces: OpenTraces;
  readonly #queries: TraceQueries;
  readonly #lists = new WeakMap<Trace, MatchList>();
  readonly #changed = new Emitter<void>();
  readonly #told = new Throttle(TELL_MS, () => this.#changed.fire());
  readonly #subscriptions: { dispose(): void }[];
  #search: AbortController | undefined;
  #searched: MatchList | undefined;
  #failure: string | undefined;

  /** Told when the list is another, has more matches, or is whole. */
  readonly onChanged = this.#changed.event;

  constructor(traces: OpenTraces, queries: TraceQueries) {
    this.#traces = traces;
    this.#queries = queries;
    this.#subscriptions = [
      this.#changed,
      this.#told,
      traces.onChanged(() => this.#follow()),
      traces.onGrown(() => this.#follow()),
      queries.onChanged(() => this.#follow()),
    ];
  }

  /** The list of the shown trace; undefined where the tree shows all. */
  get current(): MatchList | undefined {
    const trace = this.#traces.current?.session.trace;
    return trace && this.listOf(trace);
  }

  /** The list of a trace. */
  listOf(trace: Trace): MatchList | undefined {
    const asked = this.#queries.of(trace);
    if (asked?.filters !== true) return undefined;
    const known = this.#lists.get(trace);
    if (known?.query === asked.query) return known;
    const list = new MatchList(trace, asked.query);
    this.#lists.set(trace, list);
    return list;
  }

  /** What the view says above its rows; undefined where it shows all. */
  get message(): string | undefined {
    const position = this.#traces.current?.session.position;
    const list = this.current;
    if (position === undefined || list === undefined) return undefined;
    const { text } = list.query;
    if (this.#failure !== undefined) return `${text}\n${this.#failure}`;
    const { from, to } = list.within(position);
    const found = formatNumber(to - from + 1);
    const all = formatNumber(position.to - position.from + 1);
    if (list.isWhole) return vscode.l10n.t('{0} of {1} sync points: {2}', found, all, text);
    const searched = formatNumber(Math.max(0, list.searchedTo));
    return vscode.l10n.t('{0} found up to sync point {1}: {2}', found, searched, text);
  }

  dispose(): void {
    this.#search?.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #follow(): void {
    const trace = this.#traces.current?.session.trace;
    if (trace !== undefined) void this.#queries.load(trace);
    const list = this.current;
    if (list !== this.#searched) {
      this.#search?.abort();
      this.#search = undefined;
      this.#searched = list;
      this.#failure = undefined;
      this.#changed.fire();
    }
    if (list === undefined || list.isWhole || this.#search !== undefined) return;
    void this.#searchIn(list);
  }

  /** Never rejects: a failure is told in the view. */
  async #searchIn(list: MatchList): Promise<void> {
    const search = new AbortController();
    this.#search = search;
    this.#failure = undefined;
    try {
      const searching = list.search(search.signal, () => this.#told.request());
      await vscode.window.withProgress({ location: { viewId: VIEW } }, () => searching);
    } catch (error) {
      if (this.#search !== search) return;
      this.#failure = messageOf(error);
    }
    if (this.#search !== search) return;
    this.#search = undefined;
    this.#changed.fire();
  }
}

const VIEW = 'kemari.syncPoints';
