import * as vscode from 'vscode';
import { fieldOfContext } from './commandContext';
import type { OpenTraces } from './openTraces';
import { TRACE_EDITOR, type TraceEditorProvider } from './traceEditor';

/** The commands that open a trace, read it again, and lead to the parts of its inspector. */
export function registerTraceCommands(
  traces: OpenTraces,
  editors: TraceEditorProvider,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('kemari.openTrace', openTrace),
    // The page that tells of a failure names its file; the palette means the focused editor.
    vscode.commands.registerCommand('kemari.reloadTrace', (uri: unknown) =>
      (typeof uri === 'string' ? traces.find(uri) : traces.shown)?.reload(),
    ),
    vscode.commands.registerCommand('kemari.focusPageMap', () => editors.focusPart('map')),
    vscode.commands.registerCommand('kemari.plotField', (given: unknown) => {
      const field = fieldOfContext(given);
      if (field !== undefined) editors.revealField({ ...field, plot: true });
    }),
    vscode.commands.registerCommand('kemari.filterFields', () => editors.focusPart('filter')),
  );
}

async function openTrace(): Promise<void> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open a Trace'),
    filters: { [vscode.l10n.t('Kemari traces')]: ['kemari'] },
    canSelectMany: true,
  });
  for (const uri of picked ?? []) {
    await vscode.commands.executeCommand('vscode.openWith', uri, TRACE_EDITOR);
  }
}
