import * as vscode from 'vscode';
import { mayBeTouched } from './strangersFile';

/** The URI of a trace that somebody else named; undefined if it may not be touched. */
export function strangersTraceUri(text: string): vscode.Uri | undefined {
  let uri: vscode.Uri;
  try {
    uri = vscode.Uri.parse(text, true);
  } catch {
    return undefined;
  }
  const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri);
  return mayBeTouched(uri, folders) ? uri : undefined;
}

/** Whether a file lies in a folder that the user has opened. */
export function isInWorkspace(uri: vscode.Uri): boolean {
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}
