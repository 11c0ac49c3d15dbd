import * as vscode from 'vscode';
import { KemariError } from '../core/errors';

/**
 * Writes a file that is there as a whole or not at all, replacing one that is there.
 * @param pieces what it is made of; whatever they throw is thrown.
 * @param signal ends the writing before its time.
 */
export type FileWriter = (
  uri: vscode.Uri,
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
) => Promise<void>;

/** Most bytes that are gathered where a file can only be written at once: 64 MiB. */
const MAX_GATHERED = 64 << 20;

/** Writes through VS Code, which takes a file as a whole; for file systems that only it reaches. */
export const writeThroughWorkspace: FileWriter = async (uri, pieces, signal) => {
  const gathered: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    signal.throwIfAborted();
    length += piece.length;
    if (length > MAX_GATHERED) {
      throw new KemariError(
        'output',
        vscode.l10n.t(
          '{0} would be larger than {1} MiB. Such a file can only be written on this computer.',
          uri.path,
          MAX_GATHERED >> 20,
        ),
      );
    }
    gathered.push(piece);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of gathered) {
    whole.set(piece, at);
    at += piece.length;
  }
  await vscode.workspace.fs.writeFile(uri, whole);
};
