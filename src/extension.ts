import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { KemariError } from './core/errors';
import { registerComparisons } from './host/compare/compareCommands';
import { registerBookmarks } from './host/bookmarks/bookmarkCommands';
import { BookmarkMemory } from './host/bookmarks/bookmarkMemory';
import { BookmarkTree } from './host/bookmarks/bookmarkTree';
import { registerExport } from './host/exportCommand';
import { writeThroughWorkspace, type FileWriter } from './host/fileWriting';
import { followContextKeys } from './host/contextKeys';
import { registerDebugging } from './host/debug/debugging';
import type { InspectorSession } from './host/inspectorSession';
import { registerLinks } from './host/linkCommands';
import { LinkOpener } from './host/linkOpener';
import { registerMemoryFiles } from './host/memory/memoryCommands';
import { writeNumbersIn } from './host/numberFormat';
import { OpenTraces } from './host/openTraces';
import { pageTexts } from './host/pageTexts';
import { registerPictures } from './host/pictureCommands';
import { PositionMemory } from './host/positionMemory';
import { PositionStatus } from './host/positionStatus';
import { RecordCommand } from './host/recordCommand';
import { PointFinder } from './host/search/pointFinder';
import { QueryMemory } from './host/search/queryMemory';
import { registerSearch } from './host/search/searchCommands';
import { TraceQueries } from './host/search/traceQueries';
import { TreeFilter } from './host/search/treeFilter';
import { registerStateCommands } from './host/stateCommands';
import { StateDocuments } from './host/stateDocuments';
import { registerSteppingCommands } from './host/steppingCommands';
import { SummaryTree } from './host/summaryTree';
import { SyncPointTree } from './host/syncPointTree';
import { registerTraceCommands } from './host/traceCommands';
import { TRACE_EDITOR, TraceEditorProvider } from './host/traceEditor';
import { TraceHandles } from './host/traceHandles';
import type { Trace } from './trace/trace';

/** What other extensions, and the tests, get of this one. */
export interface KemariApi {
  /** The session of an open trace: its position, and how to move it. */
  sessionFor(uri: vscode.Uri): InspectorSession | undefined;
  /** The tree of sync points and its view. */
  readonly tree: SyncPointTree;
  /** The bookmarks of the shown trace, as their view lists them. */
  readonly bookmarks: BookmarkTree;
}

/**
 * Wires the parts together for a desktop or remote VS Code. Nothing is read or started here: the
 * trace reader is loaded with the first trace, the recorder with the first recording.
 */
export function activate(context: vscode.ExtensionContext): KemariApi {
  writeNumbersIn(pageTexts().language);
  const traces = new OpenTraces();
  const memory = new PositionMemory(context.workspaceState);
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const iconNamed = (name: string): vscode.Uri =>
    vscode.Uri.joinPath(context.extensionUri, 'media', 'icons', `${name}.svg`);
  const handles = new TraceHandles(
    openTrace,
    (uri) => traces.find(uri.toString())?.current?.session.trace.header.uuid,
  );
  const bookmarks = new BookmarkMemory(context.workspaceState);
  const bookmarkTree = new BookmarkTree(traces, bookmarks);
  const queries = new TraceQueries(new QueryMemory(context.workspaceState));
  const filter = new TreeFilter(traces, queries);
  const finder = new PointFinder();
  const tree = new SyncPointTree(traces, filter);
  const editors = new TraceEditorProvider(
    traces,
    memory,
    bookmarks,
    openTrace,
    vscode.Uri.joinPath(dist, 'media'),
  );
  context.subscriptions.push(
    traces,
    memory,
    bookmarks,
    bookmarkTree,
    queries,
    filter,
    finder,
    tree,
    new SummaryTree(traces),
    new PositionStatus(traces),
    followContextKeys(traces, queries, bookmarks),
    registerSteppingCommands(traces, editors),
    registerTraceCommands(traces, editors),
    registerSearch(traces, editors, queries, finder),
    registerBookmarks(traces, editors, bookmarks, writeFile),
    new StateDocuments(traces, openTrace),
    registerStateCommands(traces),
    registerLinks(context, traces, new LinkOpener(traces, editors, openTrace)),
    registerExport(traces, writeFile),
    registerPictures(traces, editors),
    registerDebugging(traces),
    handles,
    registerMemoryFiles(traces, handles, writeFile),
    registerComparisons(traces, handles, vscode.Uri.joinPath(dist, 'media'), {
      light: iconNamed('trace-light'),
      dark: iconNamed('trace-dark'),
    }),
    new RecordCommand(traces, pathToFileURL(`${dist.fsPath}/`)),
    vscode.window.registerCustomEditorProvider(TRACE_EDITOR, editors, {
      supportsMultipleEditorsPerDocument: true,
    }),
  );
  return {
    sessionFor: (uri) => traces.find(uri.toString())?.current?.session,
    tree,
    bookmarks: bookmarkTree,
  };
}

/** Files of this computer are written piece by piece. */
const writeFile: FileWriter = async (uri, pieces, signal) => {
  if (uri.scheme !== 'file') return writeThroughWorkspace(uri, pieces, signal);
  const { writeNewFile } = await import('./node/newFile');
  return writeNewFile(uri.fsPath, true, pieces, signal);
};

/** Opens the file of a document; only local files for now. */
async function openTrace(uri: vscode.Uri): Promise<Trace> {
  if (uri.scheme !== 'file') {
    throw new KemariError(
      'input',
      vscode.l10n.t(
        'Traces can only be opened from local files, and this one is at {0}. Save a copy on this computer and open that.',
        uri.toString(true),
      ),
    );
  }
  const { openTraceFile } = await import('./node/traceFiles');
  return openTraceFile(uri.fsPath);
}
