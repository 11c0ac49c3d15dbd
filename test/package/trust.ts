import * as vscode from 'vscode';
import { eventually } from '../workbench/eventually';
import { onPage } from '../workbench/page';

/** Trusts the folder that the workbench has open as a user does; nothing if it is trusted already. */
export async function trustWorkspace(): Promise<void> {
  if (vscode.workspace.isTrusted) return;
  await vscode.commands.executeCommand('workbench.trust.manage');
  await eventually(async () => {
    await onPage(
      (page) =>
        page.locator('.workspace-trust-buttons-row .monaco-button:visible >> nth=0').click(),
      undefined,
    );
    return vscode.workspace.isTrusted ? true : undefined;
  }, 'the workspace is trusted');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
