/**
 * Largest file that is read as a whole: 256 MiB. It lies in memory for as long as its trace is open,
 * and on its way there once more.
 */
export const WHOLE_FILE_LIMIT = 256 << 20;

/** The part of `vscode.workspace.fs` that is used. */
export interface WholeFiles<U> {
  stat(uri: U): PromiseLike<{ readonly size: number }>;
  readFile(uri: U): PromiseLike<Uint8Array>;
}

/** A file has more bytes than can be read at once; `code` is the operating system's name for that. */
export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge';
  readonly code = 'EFBIG';

  constructor(readonly bytes: number) {
    super(`${bytes} bytes`);
  }
}

/**
 * Reads a file once, as a Blob, which a browser may keep outside the memory of who reads it.
 * @throws FileTooLarge before anything is read, or after it where the file system was wrong about the
 *   size; whatever the file system throws.
 */
export async function readWholeFile<U>(
  files: WholeFiles<U>,
  uri: U,
  limit = WHOLE_FILE_LIMIT,
): Promise<Blob> {
  const { size } = await files.stat(uri);
  if (size > limit) throw new FileTooLarge(size);
  const bytes = await files.readFile(uri);
  if (bytes.length > limit) throw new FileTooLarge(bytes.length);
  return new Blob([bytes as Uint8Array<ArrayBuffer>]);
}
