/** Traces for the tests, recorded and opened through the commands that a user has. */
import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { KemariApi } from '../../src/extension';
import { eventually } from './eventually';

const EXTENSION_ID = 'kemari.kemari';
export const TRACE_EDITOR = 'kemari.trace';

/** The extension, active. */
export async function activateExtension(): Promise<KemariApi> {
  const extension = vscode.extensions.getExtension<KemariApi>(EXTENSION_ID);
  assert.ok(extension, `${EXTENSION_ID} is not among the extensions`);
  return extension.activate();
}

/** A file in the folder that the workbench has open. */
export function workspaceFile(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'the workbench has no folder open');
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Records by the command, which also opens the trace. */
export async function recordByCommand(
  workload: string,
  points: number,
  name: string,
  mode?: string,
): Promise<vscode.Uri> {
  const file = workspaceFile(name).fsPath;
  const uri = await vscode.commands.executeCommand<vscode.Uri | undefined>('kemari.record', {
    workload,
    mode,
    points,
    file,
  });
  assert.ok(uri, `recording ${path.basename(file)} gave no trace`);
  return uri;
}

/** Opens a trace in the inspector and waits until it is read. */
export async function openTrace(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, TRACE_EDITOR);
  const { sessionFor } = await activateExtension();
  await eventually(() => sessionFor(uri), `${uri.fsPath} is open`);
}

/** The position that tree, commands and page share. */
export async function positionOf(uri: vscode.Uri) {
  const session = (await activateExtension()).sessionFor(uri);
  assert.ok(session, `${uri.fsPath} is not open`);
  return session.position;
}

export async function closeEditors(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
