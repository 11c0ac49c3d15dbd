import * as vscode from 'vscode';
import { addressOf, asGfn, formatHex, PAGE_SIZE } from '../../core/gfn';
import { messageOf } from '../../core/errors';
import type { Trace } from '../../trace/trace';
import { formatNumber } from '../numberFormat';
import type { OpenTraces } from '../openTraces';
import type { FileWriter } from '../fileWriting';
import { formatBytes } from '../syncPointRow';
import type { SyncPointNode } from '../syncPointItems';
import type { TraceHandles } from '../traceHandles';
import { MemoryFiles } from './memoryFiles';
import { MOST_BYTES, pageFileName, partNames, regionNames } from './memoryTree';
import { MEMORY_SCHEME, memoryUri } from './memoryUri';

/** The editor that can be relied on to show any bytes, if it is installed. */
const HEX_EDITOR = { extension: 'ms-vscode.hexeditor', viewType: 'hexEditor.hexedit' } as const;

/** Parts that are offered; all are in their folder. */
const MOST_OFFERED = 300;

/** Registers the file system of memory, and the command that opens something of it. */
export function registerMemoryFiles(
  traces: OpenTraces,
  handles: TraceHandles,
  write: FileWriter,
): vscode.Disposable {
  const files = new MemoryFiles(handles);
  const isReadonly = new vscode.MarkdownString(
    vscode.l10n.t('This is what a guest held in its memory at a sync point, as it was recorded.'),
  );
  return vscode.Disposable.from(
    files,
    vscode.workspace.registerFileSystemProvider(MEMORY_SCHEME, files, {
      isCaseSensitive: true,
      isReadonly,
    }),
    vscode.commands.registerCommand('kemari.openMemory', (node: unknown) =>
      openMemory(traces, handles, write, isPointNode(node) ? node.range.from : undefined),
    ),
  );
}

/** @param chosen the sync point, if it is not the current one. */
async function openMemory(
  traces: OpenTraces,
  handles: TraceHandles,
  write: FileWriter,
  chosen: number | undefined,
): Promise<void> {
  const document = traces.shown;
  const session = document?.current?.session;
  if (document === undefined || session === undefined) return;
  const { position, trace } = session;
  const at = chosen ?? position.point;
  const choices = memoryChoices(trace, position.page);
  const picked = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('Memory as of Sync Point {0}', formatNumber(at)),
    placeHolder: vscode.l10n.t('What to open; it is read-only'),
    matchOnDescription: true,
  });
  if (picked === undefined) return;
  if (picked.names === undefined) await writeWhole(handles, document.uri, at, write);
  else await openFile(vscode.Uri.from(memoryUri(document.uri, at, ...picked.names)));
}

interface MemoryChoice extends vscode.QuickPickItem {
  /** Of the file; undefined where all is to be written into a file on the disk. */
  readonly names: readonly string[] | undefined;
}

/** What can be opened: the selected page first, and nothing that is too large. */
function memoryChoices({ header }: Trace, page: number | undefined): MemoryChoice[] {
  const { pages } = header;
  const choices: MemoryChoice[] = [];
  if (page !== undefined) {
    choices.push({
      label: vscode.l10n.t('Page {0}', formatHex(page)),
      description: `${formatHex(addressOf(asGfn(page)))} · ${formatBytes(PAGE_SIZE)}`,
      names: ['pages', pageFileName(page)],
    });
  }
  if (pages.bytes <= MOST_BYTES) {
    choices.push({
      label: vscode.l10n.t('All of Memory'),
      description: formatBytes(pages.bytes),
      names: ['memory.bin'],
    });
  }
  const names = regionNames(pages);
  if (pages.regions.length > 1 || pages.bytes > MOST_BYTES) {
    pages.regions.forEach(({ name, start, bytes }, i) => {
      if (bytes > MOST_BYTES) return;
      choices.push({
        label: vscode.l10n.t('Region {0}', name),
        description: `${formatHex(start)} · ${formatBytes(bytes)}`,
        names: ['regions', names[i]],
      });
    });
  }
  if (pages.regions.some(({ bytes }) => bytes > MOST_BYTES)) {
    for (const name of partNames(pages).slice(0, MOST_OFFERED)) {
      choices.push({
        label: vscode.l10n.t('From {0} On', name.replace('.bin', '')),
        description: vscode.l10n.t('at most {0}', formatBytes(MOST_BYTES)),
        names: ['parts', name],
      });
    }
  }
  choices.push({
    label: vscode.l10n.t('Write All of Memory into a File…'),
    description: formatBytes(pages.bytes),
    names: undefined,
  });
  return choices;
}

/** Opens a file in the hex editor, or in what the user has for such files. */
async function openFile(uri: vscode.Uri): Promise<void> {
  if (vscode.extensions.getExtension(HEX_EDITOR.extension) !== undefined) {
    await vscode.commands.executeCommand('vscode.openWith', uri, HEX_EDITOR.viewType);
    return;
  }
  await vscode.commands.executeCommand('vscode.open', uri);
  void offerHexEditor();
}

/** Says what shows bytes, where what VS Code has by itself does not. */
async function offerHexEditor(): Promise<void> {
  const find = vscode.l10n.t('Find a Hex Editor');
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t('A hex editor, such as Microsoft’s, shows these bytes.'),
    find,
  );
  if (picked !== find) return;
  await vscode.commands.executeCommand(
    'workbench.extensions.search',
    `@id:${HEX_EDITOR.extension}`,
  );
}

async function writeWhole(
  handles: TraceHandles,
  trace: vscode.Uri,
  at: number,
  write: FileWriter,
): Promise<void> {
  const name = trace.path.slice(trace.path.lastIndexOf('/') + 1).replace(/\.kemari$/, '');
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Write Memory as of Sync Point {0}', formatNumber(at)),
    defaultUri: vscode.Uri.joinPath(trace, '..', `${name}-${at}.img`),
    saveLabel: vscode.l10n.t('Write'),
  });
  if (file === undefined) return;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Writing {0}', file.path.slice(file.path.lastIndexOf('/') + 1)),
    cancellable: true,
  };
  try {
    const isWritten = await vscode.window.withProgress(options, async (progress, token) => {
      const abort = new AbortController();
      const cancel = token.onCancellationRequested(() => abort.abort());
      try {
        await handles.use(trace, (opened) =>
          write(file, piecesOf(opened, at, progress), abort.signal),
        );
        return true;
      } catch (error) {
        if (!abort.signal.aborted) throw error;
        return false;
      } finally {
        cancel.dispose();
      }
    });
    if (isWritten) await openFile(file);
  } catch (error) {
    void vscode.window.showErrorMessage(messageOf(error));
  }
}

async function* piecesOf(
  trace: Trace,
  at: number,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
): AsyncGenerator<Uint8Array> {
  const { bytes } = trace.header.pages;
  let written = 0;
  for await (const piece of trace.memory(at)) {
    yield piece;
    written += piece.length;
    progress.report({
      message: vscode.l10n.t('{0} of {1}', formatBytes(written), formatBytes(bytes)),
      increment: (piece.length / bytes) * 100,
    });
  }
}

/** Whether the command came from a row of the tree that is a sync point. */
function isPointNode(node: unknown): node is SyncPointNode {
  if (typeof node !== 'object' || node === null) return false;
  const { range } = node as Partial<Record<keyof SyncPointNode, unknown>>;
  return (
    typeof range === 'object' && range !== null && 'from' in range && typeof range.from === 'number'
  );
}
