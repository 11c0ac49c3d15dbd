import * as vscode from 'vscode';

/** A scheme of two letters or more: one letter is a drive of Windows. */
const URI = /^[a-z][a-z0-9+.-]+:/i;
const ABSOLUTE = /^([/\\]|[a-z]:[/\\])/i;

/**
 * The file that a launch configuration means: a URI, an absolute path, or a path from the folder of the
 * configuration; undefined for a relative path without a folder.
 */
export function traceLocation(
  trace: string,
  folder: vscode.Uri | undefined,
): vscode.Uri | undefined {
  if (URI.test(trace)) return vscode.Uri.parse(trace, true);
  if (ABSOLUTE.test(trace)) {
    // A folder that is not on this computer has its files where it is.
    return folder === undefined || folder.scheme === 'file'
      ? vscode.Uri.file(trace)
      : folder.with({ path: trace });
  }
  return folder && vscode.Uri.joinPath(folder, trace);
}

/** The file's name. */
export function traceName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
