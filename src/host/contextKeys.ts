import * as vscode from 'vscode';
import type { BookmarkMemory } from './bookmarks/bookmarkMemory';
import type { OpenTraces } from './openTraces';
import type { TraceQueries } from './search/traceQueries';

/** What the `when` clauses of package.json can ask for. */
interface ContextKeys {
  /** An inspector has the focus, and its trace is open. */
  readonly 'kemari.inspectorActive': boolean;
  /** The tree shows a trace. */
  readonly 'kemari.traceShown': boolean;
  /** There are later sync points than the current one. */
  readonly 'kemari.canStepForward': boolean;
  /** There are earlier sync points than the current one. */
  readonly 'kemari.canStepBack': boolean;
  readonly 'kemari.pageSelected': boolean;
  /** The brushed range is a part of the trace. */
  readonly 'kemari.rangeBrushed': boolean;
  /** The tree shows only what a query fits. */
  readonly 'kemari.treeFiltered': boolean;
  /** The current sync point is bookmarked. */
  readonly 'kemari.bookmarked': boolean;
  /** The shown trace has bookmarks. */
  readonly 'kemari.hasBookmarks': boolean;
}

/** Keeps the context keys true to what is open. */
export function followContextKeys(
  traces: OpenTraces,
  queries: TraceQueries,
  bookmarks: BookmarkMemory,
): vscode.Disposable {
  const known = new Map<string, boolean>();
  const update = (): void => {
    for (const [key, value] of Object.entries(contextKeys(traces, queries, bookmarks))) {
      if (known.get(key) === value) continue;
      known.set(key, value);
      void vscode.commands.executeCommand('setContext', key, value);
    }
  };
  return vscode.Disposable.from(
    traces.onMoved(update),
    traces.onGrown(update),
    traces.onChanged(update),
    queries.onChanged(update),
    bookmarks.onChanged(update),
  );
}

function contextKeys(
  traces: OpenTraces,
  queries: TraceQueries,
  bookmarks: BookmarkMemory,
): ContextKeys {
  const session = traces.current?.session;
  const point = session?.position.point ?? 0;
  const uuid = session?.trace.header.uuid;
  return {
    'kemari.inspectorActive': traces.focused?.current !== undefined,
    'kemari.traceShown': session !== undefined,
    'kemari.canStepForward': session !== undefined && point < session.trace.pointCount - 1,
    'kemari.canStepBack': point > 0,
    'kemari.pageSelected': session?.position.page !== undefined,
    'kemari.rangeBrushed': session !== undefined && !session.showsAll,
    'kemari.treeFiltered': session !== undefined && queries.of(session.trace)?.filters === true,
    'kemari.bookmarked': uuid !== undefined && bookmarks.at(uuid, point) !== undefined,
    'kemari.hasBookmarks': uuid !== undefined && bookmarks.of(uuid).length > 0,
  };
}
