import * as vscode from 'vscode';
import { messageOf } from '../../core/errors';
import { readMemoryBytes } from '../../replay/memoryBytes';
import type { Trace } from '../../trace/trace';
import { formatBytes } from '../syncPointRow';
import type { TraceHandles } from '../traceHandles';
import { memoryNode, MOST_BYTES, pointNames, type MemoryNode } from './memoryTree';
import { parseMemoryUri, type MemoryPlace } from './memoryUri';

/**
 * Guest memory as of any sync point as read-only files, for hex editors and whatever else reads files.
 *
 * VS Code has no way for an extension to read, or to provide, a part of a file; so files larger than
 * {@link MOST_BYTES} can be seen but are not read as a whole, and parts are files of their own or are
 * named by the query of the URI.
 */
export class MemoryFiles implements vscode.FileSystemProvider {
  readonly #handles: TraceHandles;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();

  /** Never told: what was recorded does not change. */
  readonly onDidChangeFile = this.#changed.event;

  constructor(handles: TraceHandles) {
    this.#handles = handles;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return this.#at(uri, async (trace, place) => {
      const { at } = place;
      const node = nodeAt(uri, trace, place);
      const point = at === undefined ? undefined : await trace.point(at);
      const time = Math.floor(trace.header.startedAtMs + (point?.timeUs ?? 0) / 1000);
      const range = node.kind === 'file' ? rangeOf(node, place) : undefined;
      return {
        type: node.kind === 'file' ? vscode.FileType.File : vscode.FileType.Directory,
        ctime: time,
        mtime: time,
        size: range === undefined ? 0 : range.end - range.start,
        permissions: vscode.FilePermission.Readonly,
      };
    });
  }

  readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    return this.#at(uri, async (trace, place) => {
      const node = nodeAt(uri, trace, place);
      if (node.kind === 'file') throw vscode.FileSystemError.FileNotADirectory(uri);
      const names = await node.names();
      return names.map(([name, kind]) => [
        name,
        kind === 'file' ? vscode.FileType.File : vscode.FileType.Directory,
      ]);
    });
  }

  readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return this.#at(uri, async (trace, place) => {
      const node = nodeAt(uri, trace, place);
      if (node.kind === 'folder' || place.at === undefined) {
        throw vscode.FileSystemError.FileIsADirectory(uri);
      }
      const { start, end } = rangeOf(node, place);
      if (end - start > MOST_BYTES) throw tooLarge(end - start, trace.name, place.at);
      return readMemoryBytes(trace, place.at, start, end);
    });
  }

  createDirectory(uri: vscode.Uri): never {
    throw readOnly(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw readOnly(uri);
  }

  delete(uri: vscode.Uri): never {
    throw readOnly(uri);
  }

  rename(uri: vscode.Uri): never {
    throw readOnly(uri);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** Opens the trace that a URI names, and gives an error that VS Code can tell. */
  async #at<T>(
    uri: vscode.Uri,
    work: (trace: Trace, place: MemoryPlace) => Promise<T>,
  ): Promise<T> {
    const place = parseMemoryUri(uri);
    if (place === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    try {
      return await this.#handles.use(vscode.Uri.from(place.trace), (trace) => work(trace, place));
    } catch (error) {
      if (error instanceof vscode.FileSystemError) throw error;
      // Folders above the trace have no trace in them, and nobody needs to be told what they are.
      if (place.at === undefined) throw vscode.FileSystemError.FileNotFound(uri);
      throw vscode.FileSystemError.Unavailable(messageOf(error));
    }
  }
}

/** @throws FileSystemError if nothing has this name. */
function nodeAt(uri: vscode.Uri, trace: Trace, { at, names }: MemoryPlace): MemoryNode {
  const { pointCount } = trace;
  if (at === undefined) {
    const list = pointNames(pointCount).map((name) => [name, 'folder'] as const);
    return { kind: 'folder', names: () => list };
  }
  const node = at < pointCount ? memoryNode(trace, at, names) : undefined;
  if (node === undefined) throw vscode.FileSystemError.FileNotFound(uri);
  return node;
}

/** The bytes of the memory that are meant: of the file, or of the part of it that exists. */
function rangeOf(
  { start, end }: Extract<MemoryNode, { kind: 'file' }>,
  { range }: MemoryPlace,
): { readonly start: number; readonly end: number } {
  if (range === undefined) return { start, end };
  const first = Math.min(end, start + range.from);
  return { start: first, end: Math.max(first, Math.min(end, start + range.to)) };
}

function tooLarge(bytes: number, trace: string, at: number): vscode.FileSystemError {
  return vscode.FileSystemError.Unavailable(
    vscode.l10n.t(
      'This is {0} of memory, and at most {1} can be opened at once. Open one of the regions, parts or pages beside it, or write all of it into a file: kemari memory {2} --at {3} --out FILE',
      formatBytes(bytes),
      formatBytes(MOST_BYTES),
      trace,
      at,
    ),
  );
}

function readOnly(uri: vscode.Uri): vscode.FileSystemError {
  return vscode.FileSystemError.NoPermissions(uri);
}
