import * as vscode from 'vscode';

/** Text as the bytes of a file. */
export async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}

/** Says that a file was written, and opens it if the user wants that. */
export async function offerToOpen(file: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open');
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} was written.', name),
    open,
  );
  if (picked === open) await vscode.commands.executeCommand('vscode.open', file);
}
