import * as vscode from 'vscode';
import { messageOf } from '../core/errors';
import { TRACE_EDITOR } from './traceEditor';

const SAMPLE = 'disk-log.kemari';

/**
 * The command that opens the trace which the extension brings. It is copied to where the extension may
 * keep files first: the extension's own folder is another one after an update, and in a browser an
 * address on the web, so no editor would find the trace again.
 */
export function registerSampleTrace(context: vscode.ExtensionContext): vscode.Disposable {
  return vscode.commands.registerCommand('kemari.openSample', async () => {
    const shipped = vscode.Uri.joinPath(context.extensionUri, 'samples', SAMPLE);
    const copy = vscode.Uri.joinPath(context.globalStorageUri, SAMPLE);
    try {
      await copyUnlessSame(shipped, copy);
      await vscode.commands.executeCommand('vscode.openWith', copy, TRACE_EDITOR);
    } catch (error) {
      void vscode.window.showErrorMessage(
        vscode.l10n.t('The sample trace cannot be opened: {0}', messageOf(error)),
      );
    }
  });
}

async function copyUnlessSame(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  const { fs } = vscode.workspace;
  const bytes = await fs.readFile(from);
  const there = await Promise.resolve(fs.readFile(to)).catch(() => undefined);
  if (there !== undefined && sameBytes(there, bytes)) return;
  await fs.createDirectory(vscode.Uri.joinPath(to, '..'));
  await fs.writeFile(to, bytes);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
