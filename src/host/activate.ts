import * as vscode from 'vscode';
import { registerTraceTools } from './assistant/traceTools';
import { registerBookmarks } from './bookmarks/bookmarkCommands';
import { BookmarkMemory } from './bookmarks/bookmarkMemory';
import { BookmarkTree } from './bookmarks/bookmarkTree';
import { registerComparisons } from './compare/compareCommands';
import { followContextKeys } from './contextKeys';
import { registerDebugging } from './debug/debugging';
import { registerExport } from './exportCommand';
import type { FileWriter } from './fileWriting';
import type { InspectorSession } from './inspectorSession';
import { registerLinks } from './linkCommands';
import { LinkOpener } from './linkOpener';
import { registerMemoryFiles } from './memory/memoryCommands';
import { writeNumbersIn } from './numberFormat';
import { OpenTraces } from './openTraces';
import { pageTexts } from './pageTexts';
import { registerPictures } from './pictureCommands';
import { PositionMemory } from './positionMemory';
import { PositionStatus } from './positionStatus';
import { registerReports } from './report/reportCommands';
import { registerSampleTrace } from './sampleTrace';
import { PointFinder } from './search/pointFinder';
import { QueryMemory } from './search/queryMemory';
import { registerSearch } from './search/searchCommands';
import { TraceQueries } from './search/traceQueries';
import { TreeFilter } from './search/treeFilter';
import { registerStateCommands } from './stateCommands';
import { StateDocuments } from './stateDocuments';
import { registerSteppingCommands } from './steppingCommands';
import { SummaryTree } from './summaryTree';
import { SyncPointTree } from './syncPointTree';
import { registerTraceCommands } from './traceCommands';
import type { TraceOpener } from './traceDocument';
import { TRACE_EDITOR, TraceEditorProvider } from './traceEditor';
import { TraceHandles } from './traceHandles';

/** What the extension's roots choose for where they run. */
export interface HostPlatform {
  /** Loads the reader with the first trace, and not before. */
  readonly openTrace: TraceOpener;
  /** Writes what is exported. */
  readonly writeFile: FileWriter;
  /** Registers the command that records a trace, or says why none can be recorded here. */
  readonly registerRecording: (traces: OpenTraces) => vscode.Disposable;
}

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
 * Wires the parts together. Nothing is read or started here: the trace reader is loaded with the
 * first trace, the recorder with the first recording.
 */
export function activateOn(context: vscode.ExtensionContext, platform: HostPlatform): KemariApi {
  writeNumbersIn(pageTexts().language);
  const traces = new OpenTraces();
  const memory = new PositionMemory(context.workspaceState);
  const page = vscode.Uri.joinPath(context.extensionUri, 'dist', 'media');
  const iconNamed = (name: string): vscode.Uri =>
    vscode.Uri.joinPath(context.extensionUri, 'media', 'icons', `${name}.svg`);
  const icon = { light: iconNamed('trace-light'), dark: iconNamed('trace-dark') };
  const handles = new TraceHandles(
    platform.openTrace,
    (uri) => traces.find(uri.toString())?.current?.session.trace.header.uuid,
  );
  const bookmarks = new BookmarkMemory(context.workspaceState);
  const bookmarkTree = new BookmarkTree(traces, bookmarks);
  const queries = new TraceQueries(new QueryMemory(context.workspaceState));
  const filter = new TreeFilter(traces, queries);
  const finder = new PointFinder();
  const tree = new SyncPointTree(traces, filter);
  const editors = new TraceEditorProvider(traces, memory, bookmarks, platform.openTrace, page);
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
    registerBookmarks(traces, editors, bookmarks, platform.writeFile),
    new StateDocuments(traces, platform.openTrace),
    registerStateCommands(traces),
    registerLinks(context, traces, new LinkOpener(traces, editors, platform.openTrace)),
    registerExport(traces, platform.writeFile),
    registerPictures(traces, editors),
    registerDebugging(traces),
    handles,
    registerMemoryFiles(traces, handles, platform.writeFile),
    registerComparisons(traces, handles, page, icon),
    registerReports({ traces, handles, media: page, language: pageTexts().language, icon }),
    registerTraceTools(traces),
    registerSampleTrace(context),
    platform.registerRecording(traces),
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
