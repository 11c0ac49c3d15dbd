/** The folder that the workbench has open, which lies in a virtual file system. */
import * as vscode from 'vscode';

/** @throws Error if no folder is open. */
export function workspaceFile(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('the workbench has no folder open');
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Reads what runTests.mjs, or the runner, has put there. */
export async function readWorkspaceJson<T>(name: string): Promise<T> {
  const bytes = await vscode.workspace.fs.readFile(workspaceFile(name));
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}
