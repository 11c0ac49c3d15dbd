import type { Stats } from 'node:fs';
import { lstat, realpath, rename, stat, unlink } from 'node:fs/promises';
import { KemariError, messageOf } from '../core/errors';
import { createFile } from './files';

/**
 * Finds the file that is to be written under a name: itself, or what it links to.
 *
 * @param replace whether an existing file may be replaced; what is no regular file never may.
 * @throws KemariError of kind `usage` if something has this name that is not to be replaced.
 */
export async function findPlaceToWrite(file: string, replace: boolean): Promise<string> {
  const named = await unlessMissing(file, lstat(file));
  if (named === undefined) return file;
  const found = named.isSymbolicLink() ? await unlessMissing(file, stat(file)) : named;
  if (found === undefined) throw refusal(file, 'is a link to nothing; name a file');
  if (found.isDirectory()) throw refusal(file, 'is a directory; name a file');
  if (!found.isFile()) throw refusal(file, 'is not a regular file; name a file');
  if (!replace) throw refusal(file, 'exists; --force replaces it');
  return named.isSymbolicLink() ? realpath(file) : file;
}

/**
 * Writes a file that is there as a whole or not at all: under another name first, which it loses when
 * all is written.
 *
 * @param replace whether an existing file may be replaced; otherwise it is left as it is. Of a link
 *   it is the target that is replaced.
 * @param signal ends the writing before its time.
 * @throws KemariError of kind `usage` if something is there that is not to be replaced, of kind
 *   `output` if the file cannot be written, of kind `cancelled` after the signal; what the pieces
 *   throw, as it is.
 */
export async function writeNewFile(
  file: string,
  replace: boolean,
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const place = await findPlaceToWrite(file, replace);
  const checkSignal = (): void => {
    if (signal.aborted) throw new KemariError('cancelled', `interrupted; ${file} is not written`);
  };
  const partial = `${place}.partial-${process.pid}`;
  const output = await createFile(partial);
  try {
    try {
      for await (const piece of pieces) {
        checkSignal();
        await output.append(piece);
      }
      await output.sync();
    } finally {
      await output.close();
    }
    checkSignal();
    await rename(partial, place).catch((error: unknown) => {
      throw cannotWrite(file, error);
    });
  } catch (error) {
    await unlink(partial).catch(() => undefined);
    throw error;
  }
}

/** What is known of a file; undefined where there is none, or nobody may look. */
async function unlessMissing(file: string, known: Promise<Stats>): Promise<Stats | undefined> {
  return known.catch((error: NodeJS.ErrnoException) => {
    // What makes the name unusable will be told by whoever creates the file.
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(error.code ?? '')) return undefined;
    throw cannotWrite(file, error);
  });
}

function refusal(file: string, why: string): KemariError {
  return new KemariError('usage', `${file} ${why}`, { file });
}

function cannotWrite(file: string, error: unknown): KemariError {
  const message = `${file} cannot be written: ${messageOf(error)}`;
  return new KemariError('output', message, { file }, { cause: error });
}
