import { lstat, open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { KemariError, messageOf } from '../core/errors';

/** @throws KemariError of kind `usage` if something has this name already. */
export async function refuseToReplace(file: string): Promise<void> {
  const found = await lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw cannotWrite(file, error);
  });
  if (found !== undefined) throw exists(file);
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
  const handle = await attempt(file, () => open(partial, 'wx'));
  try {
    try {
      for await (const piece of pieces) await attempt(file, () => writeAll(handle, piece));
      await attempt(file, () => handle.sync());
    } finally {
      await handle.close();
    }
    await attempt(file, () => rename(partial, file));
  } catch (error) {
    await unlink(partial).catch(() => undefined);
    throw error;
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done)).bytesWritten;
  }
}

async function attempt<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

function exists(file: string): KemariError {
  return new KemariError('usage', `${file} exists; --force replaces it`, { file });
}

function cannotWrite(file: string, error: unknown): KemariError {
  return new KemariError(
    'output',
    `cannot write ${file}: ${messageOf(error)}`,
    { file },
    {
      cause: error,
    },
  );
}
