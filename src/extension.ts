import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { activateOn, type KemariApi } from './host/activate';
import { writeThroughWorkspace, type FileWriter } from './host/fileWriting';
import { RecordCommand } from './host/recordCommand';
import { readWorkspaceFile } from './host/workspaceFile';
import type { Trace } from './trace/trace';

export type { KemariApi };

/** Starts the extension in a desktop or remote VS Code, whose extension host is Node. */
export function activate(context: vscode.ExtensionContext): KemariApi {
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  return activateOn(context, {
    openTrace,
    writeFile,
    registerRecording: (traces) => new RecordCommand(traces, pathToFileURL(`${dist.fsPath}/`)),
  });
}

/** Files of this computer are written piece by piece. */
const writeFile: FileWriter = async (uri, pieces, signal) => {
  if (uri.scheme !== 'file') return writeThroughWorkspace(uri, pieces, signal);
  const { writeNewFile } = await import('./node/newFile');
  return writeNewFile(uri.fsPath, true, pieces, signal);
};

/** Files of this computer are read by ranges; those of a virtual workspace only as a whole. */
async function openTrace(uri: vscode.Uri): Promise<Trace> {
  if (uri.scheme === 'file') {
    const { openTraceFile } = await import('./node/traceFiles');
    return openTraceFile(uri.fsPath);
  }
  const blob = await readWorkspaceFile(uri);
  const { loadTracePlatform } = await import('./node/tracePlatform');
  const { openTraceBlob } = await import('./web/traceBlobs');
  return openTraceBlob(uri.toString(true), blob, await loadTracePlatform());
}
