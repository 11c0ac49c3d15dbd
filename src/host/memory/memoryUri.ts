/**
 * How a file of a trace's memory is named:
 *
 *   kemari-memory://file/home/me/mixed.kemari/at-12/pages/0x104.bin
 *                   ^ of the trace's URI: scheme, authority and query, with commas between
 *                       ^ its path             ^ sync point
 *                                                    ^ the file, as memoryTree.ts names them
 *
 * A query `range=FROM:TO` stands for a part of the file, as in VS Code's own `vscode-debug-memory`.
 */

/** The scheme of such URIs. */
export const MEMORY_SCHEME = 'kemari-memory';

/** The parts of a URI that matter here. */
export interface UriParts {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
}

/** What a URI names. */
export interface MemoryPlace {
  /** The trace's own URI. */
  readonly trace: UriParts;
  /** Undefined: the folder of all sync points. */
  readonly at: number | undefined;
  /** Names of the folders and the file below the sync point's folder. */
  readonly names: readonly string[];
  /** Bytes of the file that are meant, the end not among them; it may lie behind the file's. */
  readonly range: { readonly from: number; readonly to: number } | undefined;
}

/** The URI of a file or folder of a trace's memory as of a sync point. */
export function memoryUri(
  { scheme, authority, path, query }: UriParts,
  at: number,
  ...names: readonly string[]
): UriParts {
  const [first, ...rest] = [scheme, authority, query].map((part) => encodeURIComponent(part));
  while (rest.at(-1) === '') rest.pop();
  return {
    scheme: MEMORY_SCHEME,
    authority: [first, ...rest].join(','),
    path: [path, `at-${at}`, ...names].join('/'),
    query: '',
  };
}

/** What a URI names; undefined if it has not the form of one. */
export function parseMemoryUri({ authority, path, query }: UriParts): MemoryPlace | undefined {
  const parts = authority.split(',').map(decoded);
  const [scheme, ofTrace = '', traceQuery = ''] = parts;
  if (scheme === undefined || !/^[a-z][a-z0-9+.-]*$/.test(scheme)) return undefined;
  if (parts.length > 3 || ofTrace === undefined || traceQuery === undefined) return undefined;
  const range = query === '' ? undefined : parseRange(query);
  if (query !== '' && range === undefined) return undefined;

  const names = path.replace(/\/+$/, '').split('/');
  const point = names.findLastIndex((name) => /^at-(0|[1-9]\d{0,9})$/.test(name));
  const tracePath = (point < 0 ? names : names.slice(0, point)).join('/');
  return {
    trace: { scheme, authority: ofTrace, path: tracePath, query: traceQuery },
    at: point < 0 ? undefined : Number(names[point].slice(3)),
    names: point < 0 ? [] : names.slice(point + 1),
    range,
  };
}

function parseRange(query: string): MemoryPlace['range'] {
  const match = /^\??range=(\d{1,15}):(\d{1,15})$/.exec(query);
  if (match === null) return undefined;
  const [from, to] = [Number(match[1]), Number(match[2])];
  return from <= to ? { from, to } : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
