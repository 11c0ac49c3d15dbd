import * as vscode from 'vscode';
import type { Direction } from '../../replay/stepping';
import type { OpenTraces } from '../openTraces';
import type { TraceEditorProvider } from '../traceEditor';
import type { PointFinder } from './pointFinder';
import { askForQuery } from './queryBox';
import type { TraceQueries } from './traceQueries';

/** The commands that search in the shown trace, and filter the tree. */
export function registerSearch(
  traces: OpenTraces,
  editors: TraceEditorProvider,
  queries: TraceQueries,
  finder: PointFinder,
): vscode.Disposable {
  const find = async (): Promise<void> => {
    const session = traces.current?.session;
    if (session === undefined) return;
    const { trace } = session;
    const texts = {
      title: vscode.l10n.t('Find Sync Point'),
      run: vscode.l10n.t('Find the next one that fits'),
      runIcon: 'search',
    };
    const asked = queries.of(trace);
    const query = await askForQuery(
      texts,
      asked?.query.text ?? '',
      queries.knowledge(trace),
      queries.recent,
    );
    if (query === undefined) return;
    // A tree that is filtered stays so, by what is asked now.
    queries.set(trace, query, asked?.filters ?? false);
    editors.revealShown();
    await finder.find(session, query, 'forward');
  };
  const findOn = async (direction: Direction): Promise<void> => {
    const session = traces.current?.session;
    if (session === undefined) return;
    const asked = queries.of(session.trace);
    if (asked === undefined) return find();
    editors.revealShown();
    await finder.find(session, asked.query, direction);
  };
  const filter = async (): Promise<void> => {
    const trace = traces.current?.session.trace;
    if (trace === undefined) return;
    const texts = {
      title: vscode.l10n.t('Filter Sync Points'),
      run: vscode.l10n.t('Show only those that fit'),
      runIcon: 'filter',
    };
    const text = queries.of(trace)?.query.text ?? '';
    const query = await askForQuery(texts, text, queries.knowledge(trace), queries.recent);
    if (query !== undefined) queries.set(trace, query, true);
  };
  const clearFilter = (): void => {
    const trace = traces.current?.session.trace;
    const asked = trace && queries.of(trace);
    if (trace !== undefined && asked !== undefined) queries.set(trace, asked.query, false);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('kemari.find', find),
    vscode.commands.registerCommand('kemari.findNext', () => findOn('forward')),
    vscode.commands.registerCommand('kemari.findPrevious', () => findOn('backward')),
    vscode.commands.registerCommand('kemari.filterSyncPoints', filter),
    vscode.commands.registerCommand('kemari.clearFilter', clearFilter),
  );
}
