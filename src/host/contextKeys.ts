import * as vscode from 'vscode';
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
}

/** Keeps the context keys true to what is open. */
export function followContextKeys(traces: OpenTraces, queries: TraceQueries): vscode.Disposable {
  const known = new Map<string, boolean>();
  const update = (): void => {
    for (const [key, value] of Object.entries(contextKeys(traces, queries))) {
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
  );
}

function contextKeys(traces: OpenTraces, queries: TraceQueries): ContextKeys {
  const session = traces.current?.session;
  const point = session?.position.point ?? 0;
  return {
    'kemari.inspectorActive': traces.focused?.current !== undefined,
    'kemari.traceShown': session !== undefined,
    'kemari.canStepForward': session !== undefined && point < session.trace.pointCount - 1,
    'kemari.canStepBack': point > 0,
    'kemari.pageSelected': session?.position.page !== undefined,
    'kemari.rangeBrushed': session !== undefined && !session.showsAll,
    'kemari.treeFiltered': session !== undefined && queries.of(session.trace)?.filters === true,
  };
}
