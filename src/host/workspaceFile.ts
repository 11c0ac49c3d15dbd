import * as vscode from 'vscode';
import { KemariError, messageOf } from '../core/errors';
import { formatBytes } from './syncPointRow';
import { FileTooLarge, readWholeFile, WHOLE_FILE_LIMIT } from './wholeFile';

/**
 * Reads a file through VS Code, which hands out those of virtual and browser workspaces only as a
 * whole; so there is a limit to their size, see {@link WHOLE_FILE_LIMIT}.
 * @throws KemariError of kind `input`, with what the file system threw as its cause.
 */
export async function readWorkspaceFile(uri: vscode.Uri): Promise<Blob> {
  try {
    return await readWholeFile(vscode.workspace.fs, uri);
  } catch (error) {
    const file = uri.toString(true);
    throw new KemariError('input', whyUnread(file, error), { file }, { cause: error });
  }
}

function whyUnread(file: string, error: unknown): string {
  if (!(error instanceof FileTooLarge)) {
    return vscode.l10n.t('{0} cannot be read: {1}', file, messageOf(error));
  }
  return vscode.l10n.t(
    '{0} has {1}. Here a file can only be read as a whole, and so up to {2}.',
    file,
    formatBytes(error.bytes),
    formatBytes(WHOLE_FILE_LIMIT),
  );
}
