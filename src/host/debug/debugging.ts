import * as vscode from 'vscode';
import type { OpenTraces } from '../openTraces';
import type { TraceDocument } from '../traceDocument';
import { TRACE_EDITOR } from '../traceEditor';
import { addBreakpoint } from './breakpointPicker';
import { configurationFor, DEBUG_TYPE, DebugConfigurations } from './debugConfigurations';
import { TraceDebugger } from './traceDebugger';

/** How long an editor may take to be there. */
const EDITOR_MS = 10_000;

/** Lets traces be stepped through as debug sessions, with the debugger inside this process. */
export function registerDebugging(traces: OpenTraces): vscode.Disposable {
  const configurations = new DebugConfigurations(traces);
  return vscode.Disposable.from(
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, {
      createDebugAdapterDescriptor: () => {
        const { connection } = new TraceDebugger((trace) => openForDebugging(traces, trace));
        return new vscode.DebugAdapterInlineImplementation(connection);
      },
    }),
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, configurations),
    vscode.debug.registerDebugConfigurationProvider(
      DEBUG_TYPE,
      { provideDebugConfigurations: (folder) => configurations.provideDebugConfigurations(folder) },
      vscode.DebugConfigurationProviderTriggerKind.Dynamic,
    ),
    vscode.commands.registerCommand('kemari.debugTrace', (uri: unknown) =>
      debugTrace(uri instanceof vscode.Uri ? uri : traces.shown?.uri),
    ),
    vscode.commands.registerCommand('kemari.addBreakpoint', async () => {
      const session = traces.current?.session;
      if (session !== undefined) await addBreakpoint(session);
    }),
  );
}

async function debugTrace(uri: vscode.Uri | undefined): Promise<void> {
  if (uri === undefined) return;
  const configuration = configurationFor(uri);
  const active = vscode.debug.activeDebugSession;
  if (active?.type === DEBUG_TYPE && active.configuration['trace'] === configuration['trace']) {
    await vscode.commands.executeCommand('workbench.view.debug');
    return;
  }
  await vscode.debug.startDebugging(vscode.workspace.getWorkspaceFolder(uri), configuration);
}

/** Shows a trace in an editor that it is open in, or else in a new one. */
async function openForDebugging(traces: OpenTraces, trace: string): Promise<TraceDocument> {
  const uri = vscode.Uri.parse(trace, true);
  await vscode.commands.executeCommand('vscode.openWith', uri, TRACE_EDITOR);
  const find = (): TraceDocument | undefined => traces.find(uri.toString());
  return (
    find() ??
    new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        changed.dispose();
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(vscode.l10n.t('{0} was not opened in an editor.', uri.path)));
      }, EDITOR_MS);
      const changed = traces.onChanged(() => {
        const document = find();
        if (document === undefined) return;
        end();
        resolve(document);
      });
    })
  );
}
