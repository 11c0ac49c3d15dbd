import type * as vscode from 'vscode';
import { activateOn, type KemariApi } from './host/activate';
import { writeThroughWorkspace } from './host/fileWriting';
import { registerNoRecording } from './host/noRecording';
import { readWorkspaceFile } from './host/workspaceFile';
import type { Trace } from './trace/trace';

/** Starts the extension in a browser's worker, where traces can be opened and stepped through. */
export function activate(context: vscode.ExtensionContext): KemariApi {
  return activateOn(context, {
    openTrace,
    writeFile: writeThroughWorkspace,
    registerRecording: registerNoRecording,
  });
}

async function openTrace(uri: vscode.Uri): Promise<Trace> {
  const { openTraceBlob } = await import('./web/traceBlobs');
  return openTraceBlob(uri.toString(true), await readWorkspaceFile(uri));
}
