/** The parts of a URI that tell where a file is. */
export interface FilePlace {
  readonly scheme: string;
  readonly authority: string;
  /** Decoded. */
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/**
 * Whether a file that somebody else named may be touched at all: a `*.kemari` file, named without
 * steps up, on this computer or on the file systems of the workspace's folders. Even a look at a file
 * of another computer would tell that computer who the user is.
 */
export function mayBeTouched(
  { scheme, authority, path, query, fragment }: FilePlace,
  folders: readonly Pick<FilePlace, 'scheme' | 'authority'>[],
): boolean {
  // Windows takes both slashes; and two at the beginning name another computer.
  const steps = path.split(/[/\\]/);
  const isPlain =
    path.endsWith('.kemari') &&
    !path.includes('\0') &&
    !/^[/\\]{2}/.test(path) &&
    !steps.includes('..') &&
    !steps.includes('.');
  if (!isPlain || query !== '' || fragment !== '') return false;
  return (
    (scheme === 'file' && authority === '') ||
    folders.some((folder) => folder.scheme === scheme && folder.authority === authority)
  );
}
