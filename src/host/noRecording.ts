import * as vscode from 'vscode';

/** The command that records where there is no Node to run a guest: it says where there is. */
export function registerNoRecording(): vscode.Disposable {
  return vscode.commands.registerCommand('kemari.record', () => {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'Recording runs a guest in threads of its own, which VS Code in a browser does not have. Use desktop VS Code, or connect to a remote machine.',
      ),
    );
  });
}
