import { constants } from 'node:fs';
import { lstat, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KemariError } from '../core/errors';
import type { AppendableFile } from '../core/ports';
import { createAbsentFile, fileError } from './files';

/** Names that are tried for a file that is not in its place yet; a crash may have left some behind. */
const PARTIAL_NAMES = 100;

/**
 * A new file that takes the place of an older one while it is still being written. Until then it has
 * another name beside it, so the older one stays whole; who has that open goes on reading it, and who
 * opens the new one goes on reading that. Of two that are written for one place at the same time the
 * later takes it, and both are whole.
 */
export class ReplacementFile implements AppendableFile {
  readonly name: string;
  readonly #file: AppendableFile;
  readonly #place: string;
  readonly #partial: string;
  /** Whether it still has its first name. */
  #beside = true;

  private constructor(name: string, file: AppendableFile, place: string, partial: string) {
    this.name = name;
    this.#file = file;
    this.#place = place;
    this.#partial = partial;
  }

  /**
   * Creates the file beside its place, as `PATH.partial-PID`.
   * @param path of the place; if that is a link, what it links to is replaced.
   * @throws KemariError of kind `output` if there is something else than a regular file, or the new
   *   one cannot be created.
   */
  static async create(path: string): Promise<ReplacementFile> {
    const place = await findPlace(path);
    for (let i = 0; i < PARTIAL_NAMES; i++) {
      const partial = `${place}.partial-${process.pid}${i === 0 ? '' : `-${i}`}`;
      const file = await createAbsentFile(partial, path);
      if (file) return new ReplacementFile(path, file, place, partial);
    }
    throw refusal(path, `${PARTIAL_NAMES} unfinished files lie beside it; remove them`);
  }

  append(bytes: Uint8Array): Promise<void> {
    return this.#file.append(bytes);
  }

  writeAt(offset: number, bytes: Uint8Array): Promise<void> {
    return this.#file.writeAt(offset, bytes);
  }

  readAt(offset: number, length: number): Promise<Uint8Array> {
    return this.#file.readAt(offset, length);
  }

  size(): Promise<number> {
    return this.#file.size();
  }

  sync(): Promise<void> {
    return this.#file.sync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /**
   * Takes the older file's place with what was written so far; writing goes on.
   * @throws KemariError of kind `output` if that cannot be done; the older file is there then.
   */
  async takePlace(): Promise<void> {
    // Else a power cut could leave neither of the two.
    await this.#file.sync();
    try {
      await rename(this.#partial, this.#place);
    } catch (error) {
      throw fileError('output', this.name, 'cannot be replaced', error);
    }
    this.#beside = false;
    // Not every file system can, and it is in its place all the same.
    await syncFolder(dirname(this.#place)).catch(() => undefined);
  }

  /** Removes the file if it never took its place; call when it is closed. */
  async discardUnlessPlaced(): Promise<void> {
    if (!this.#beside) return;
    this.#beside = false;
    // If that fails, a file with a telling name is left, and what went wrong before is told.
    await unlink(this.#partial).catch(() => undefined);
  }
}

/** Makes the names in a folder survive a loss of power. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The path of the file that is to be replaced or created. */
async function findPlace(path: string): Promise<string> {
  const found = await unlessMissing(path, stat);
  if (!found) {
    if (await unlessMissing(path, lstat)) throw refusal(path, 'it is a link to nothing');
    return path;
  }
  if (found.isDirectory()) throw refusal(path, 'it is a directory; name a file');
  // Opening a pipe would wait for its reader for ever, and a device cannot be replaced.
  if (!found.isFile()) throw refusal(path, 'it is not a regular file; name a file');
  return realpath(path);
}

async function unlessMissing<T>(
  path: string,
  look: (path: string) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await look(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw fileError('output', path, 'cannot be created', error);
  }
}

function refusal(path: string, why: string): KemariError {
  return new KemariError('output', `${path} cannot be created: ${why}`, { file: path });
}
