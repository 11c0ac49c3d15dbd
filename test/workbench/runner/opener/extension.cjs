// An extension that opens one file when the workbench starts. The workbench's own `openFile` comes
// before extensions are known, so that it would show a custom editor's file as text.
const vscode = require('vscode');

exports.activate = async () => {
  const file = process.env.KEMARI_OPEN_FILE;
  if (file) await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
};
