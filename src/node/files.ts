import { constants, fstat, read } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { KemariError, messageOf, ReadError, type ErrorKind } from '../core/errors';
import type { AppendableFile, RandomAccess } from '../core/ports';
import { PromptReads } from './promptReads';

/**
 * Opens a file for reading.
 * @throws KemariError of kind `input` if there is none, it is a directory, or may not be read.
 */
export async function openFile(path: string): Promise<OpenFile> {
  // O_NONBLOCK: opening a pipe would otherwise wait for whoever writes to it.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  const handle = await open(path, flags).catch((error: unknown) => {
    throw fileError('input', path, 'cannot be opened', error);
  });
  const stat = await handle.stat();
  if (!stat.isFile()) {
    await handle.close();
    const what = stat.isDirectory() ? 'is a directory' : 'is not a regular file';
    throw new KemariError('input', `${path} ${what}; name a file`, { file: path });
  }
  return new ReadableFile(path, handle);
}

/**
 * Creates a file, or empties the one there is.
 * @throws KemariError of kind `output` if that cannot be done.
 */
export async function createFile(path: string): Promise<AppendableFile> {
  const handle = await open(path, 'w+').catch((error: unknown) => {
    throw fileError('output', path, 'cannot be created', error);
  });
  return new WritableFile(path, handle);
}

/**
 * Creates a file where there is none.
 *
 * @param name what errors call it; for a file that will get another path.
 * @returns undefined if there is something at the path already.
 * @throws KemariError of kind `output` if it cannot be created.
 */
export async function createAbsentFile(
  path: string,
  name: string,
): Promise<AppendableFile | undefined> {
  try {
    return new WritableFile(name, await open(path, 'wx+'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
    throw fileError('output', name, 'cannot be created', error);
  }
}

/** A file opened for reading. */
export interface OpenFile extends RandomAccess {
  /** By which the process's other threads can read it, until it is closed. */
  readonly descriptor: number;
}

class ReadableFile implements OpenFile {
  readonly #prompt = new PromptReads(microseconds);

  constructor(
    readonly name: string,
    private readonly handle: FileHandle,
  ) {}

  get descriptor(): number {
    return this.handle.fd;
  }

  async size(): Promise<number> {
    return (await this.handle.stat()).size;
  }

  readAt(offset: number, length: number): Promise<Uint8Array> {
    return readAt(this.handle, this.name, offset, length);
  }

  readNow(offset: number, into: Uint8Array): number | undefined {
    return this.#prompt.read(this.handle.fd, offset, into);
  }

  close(): Promise<void> {
    return close(this.handle, 'input', this.name);
  }
}

/** A file that another thread of the process has open, and closes. */
export function fileOfDescriptor(descriptor: number, name: string): RandomAccess {
  const reader: PositionedReader = {
    read: (bytes, at, length, position) => promisify(read)(descriptor, bytes, at, length, position),
  };
  const prompt = new PromptReads(microseconds);
  return {
    name,
    size: async () => (await promisify(fstat)(descriptor)).size,
    readAt: (offset, length) => readAt(reader, name, offset, length),
    readNow: (offset, into) => prompt.read(descriptor, offset, into),
    close: () => Promise.resolve(),
  };
}

function microseconds(): number {
  return performance.now() * 1000;
}

/** The part of a FileHandle that reading needs. */
interface PositionedReader {
  read(
    bytes: Uint8Array,
    at: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
}

async function readAt(
  handle: PositionedReader,
  name: string,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  try {
    while (done < length) {
      const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
  } catch (error) {
    const { message, place } = fileError(
      'input',
      name,
      `cannot be read at offset ${offset}`,
      error,
      offset,
    );
    throw new ReadError(message, place, { cause: error });
  }
  return bytes.subarray(0, done);
}

async function close(handle: FileHandle, kind: ErrorKind, name: string): Promise<void> {
  try {
    await handle.close();
  } catch (error) {
    throw fileError(kind, name, 'cannot be closed', error);
  }
}

class WritableFile implements AppendableFile {
  #end = 0;

  constructor(
    readonly name: string,
    private readonly handle: FileHandle,
  ) {}

  async append(bytes: Uint8Array): Promise<void> {
    const start = this.#end;
    try {
      await this.#write(bytes, start);
      this.#end = start + bytes.length;
    } catch (error) {
      // A part may have been written; if it cannot be cut off, readers skip it.
      await this.handle.truncate(start).catch(() => undefined);
      throw fileError('output', this.name, `cannot be written at offset ${start}`, error, start);
    }
  }

  async writeAt(offset: number, bytes: Uint8Array): Promise<void> {
    try {
      await this.#write(bytes, offset);
    } catch (error) {
      throw fileError('output', this.name, `cannot be written at offset ${offset}`, error, offset);
    }
  }

  readAt(offset: number, length: number): Promise<Uint8Array> {
    return readAt(this.handle, this.name, offset, length);
  }

  size(): Promise<number> {
    return Promise.resolve(this.#end);
  }

  async sync(): Promise<void> {
    try {
      await this.handle.datasync();
    } catch (error) {
      throw fileError('output', this.name, 'cannot be brought to the disk', error);
    }
  }

  close(): Promise<void> {
    return close(this.handle, 'output', this.name);
  }

  async #write(bytes: Uint8Array, offset: number): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      const rest = bytes.length - done;
      const { bytesWritten } = await this.handle.write(bytes, done, rest, offset + done);
      if (bytesWritten === 0) throw new Error('nothing more could be written');
      done += bytesWritten;
    }
  }
}

/** What the system calls mean to a user, by their codes. */
const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a directory; name a file',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'no permission; check the rights of the file and its folder',
  EPERM: 'no permission; check the rights of the file and its folder',
  EROFS: 'the file system is read-only; choose another place',
  ENOSPC: 'no space left on the disk; free some, or choose another place',
  EDQUOT: 'the disk quota is used up; free some space, or choose another place',
  EFBIG: 'the file would be larger than the system allows',
  EIO: 'the disk, or the network that it is on, has failed',
  EMFILE: 'too many files are open',
};

/** What a failed system call means to the user. @param what of the file: `cannot be read`. */
export function fileError(
  kind: ErrorKind,
  file: string,
  what: string,
  error: unknown,
  offset?: number,
): KemariError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const because = CAUSES[code] ?? messageOf(error);
  const place = offset === undefined ? { file } : { file, offset };
  return new KemariError(kind, `${file} ${what}: ${because}`, place, { cause: error });
}
