import { lstat, rename, unlink } from 'node:fs/promises';
import { KemariError, messageOf } from '../core/errors';
import { createFile } from '../node/files';

/** @throws KemariError of kind `usage` if something has this name already. */
export async function refuseToReplace(file: string): Promise<void> {
  const found = await lstat(file).catch((error: NodeJS.ErrnoException) => {
    // What makes the name unusable will be told by whoever creates the file.
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EACCES') return;
    throw cannotWrite(file, error);
  });
  if (found) throw new KemariError('usage', `${file} exists; --force replaces it`, { file });
}

/**
 * Writes a file that is there as a whole or not at all: under another name first, which it loses when
 * all is written.
 *
 * @param replace whether an existing file may be replaced; otherwise it is left as it is.
 * @throws KemariError of kind `usage` if the file exists, of kind `output` if it cannot be written;
 *   what the pieces throw, as it is.
 */
export async function writeNewFile(
  file: string,
  replace: boolean,
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
  if (!replace) await refuseToReplace(file);
  const partial = `${file}.partial-${process.pid}`;
  const output = await createFile(partial);
  try {
    try {
      for await (const piece of pieces) await output.append(piece);
      await output.sync();
    } finally {
      await output.close();
    }
    await rename(partial, file).catch((error: unknown) => {
      throw cannotWrite(file, error);
    });
  } catch (error) {
    await unlink(partial).catch(() => undefined);
    throw error;
  }
}

function cannotWrite(file: string, error: unknown): KemariError {
  const message = `${file} cannot be written: ${messageOf(error)}`;
  return new KemariError('output', message, { file }, { cause: error });
}
