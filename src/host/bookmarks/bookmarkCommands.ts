import * as vscode from 'vscode';
import { messageOf } from '../../core/errors';
import { BOOKMARK_FORMATS, bookmarkText } from '../../analysis/rows/bookmarkText';
import { MAX_NOTE_LENGTH } from '../../protocol/bookmarks';
import { commandPoint } from '../commandContext';
import { encoded, offerToOpen } from '../exportedFile';
import type { FileWriter } from '../fileWriting';
import type { InspectorSession } from '../inspectorSession';
import type { OpenTraces } from '../openTraces';
import type { TraceEditorProvider } from '../traceEditor';
import { MAX_BOOKMARKS, type BookmarkMemory } from './bookmarkMemory';
import { formatNumber } from '../numberFormat';

/** How long the status bar says something. */
const MESSAGE_MS = 4000;

/** The commands that mark sync points of the shown trace, and go through those that are marked. */
export function registerBookmarks(
  traces: OpenTraces,
  editors: TraceEditorProvider,
  memory: BookmarkMemory,
  write: FileWriter,
): vscode.Disposable {
  const withSession =
    (run: (session: InspectorSession, given: unknown) => unknown) =>
    (given: unknown): unknown => {
      const session = traces.current?.session;
      return session && run(session, given);
    };
  const step = (direction: 'next' | 'previous') =>
    withSession((session) => {
      const { uuid } = session.trace.header;
      const found = memory.beside(uuid, session.position.point, direction);
      editors.revealShown();
      if (found !== undefined && found.point < session.trace.pointCount) {
        return session.move({ point: found.point });
      }
      say(
        direction === 'next'
          ? vscode.l10n.t('No later sync point is bookmarked.')
          : vscode.l10n.t('No earlier sync point is bookmarked.'),
      );
    });
  return vscode.Disposable.from(
    vscode.commands.registerCommand(
      'kemari.editBookmark',
      withSession((session, given) => editBookmark(memory, session, pointOf(session, given))),
    ),
    vscode.commands.registerCommand(
      'kemari.removeBookmark',
      withSession((session, given) => {
        const { uuid } = session.trace.header;
        if (!memory.remove(uuid, pointOf(session, given))) {
          say(vscode.l10n.t('This sync point is not bookmarked.'));
        }
      }),
    ),
    vscode.commands.registerCommand('kemari.nextBookmark', step('next')),
    vscode.commands.registerCommand('kemari.previousBookmark', step('previous')),
    vscode.commands.registerCommand(
      'kemari.goToBookmark',
      withSession((session) => {
        editors.revealShown();
        return goToBookmark(memory, session);
      }),
    ),
    vscode.commands.registerCommand('kemari.exportBookmarks', async (given: unknown) => {
      const document = traces.shown;
      const session = document?.current?.session;
      if (document === undefined || session === undefined) return undefined;
      const file = given instanceof vscode.Uri ? given : await chooseFile(document.uri);
      if (file === undefined) return undefined;
      return (await exportTo(file, session, memory, document.fileName, write)) ? file : undefined;
    }),
  );
}

/** The point of the row on which a command was run, else the current one. */
function pointOf({ position, trace }: InspectorSession, given: unknown): number {
  const bookmark =
    typeof given === 'object' && given !== null && 'bookmark' in given ? given.bookmark : undefined;
  const point =
    typeof bookmark === 'object' && bookmark !== null && 'point' in bookmark
      ? bookmark.point
      : commandPoint(given);
  return typeof point === 'number' && point < trace.pointCount ? point : position.point;
}

/** Asks for a note, and marks the sync point with it; nothing changes if the user goes away. */
export async function editBookmark(
  memory: BookmarkMemory,
  { trace }: InspectorSession,
  point: number,
): Promise<void> {
  const { uuid } = trace.header;
  const bookmark = memory.at(uuid, point);
  const note = await vscode.window.showInputBox({
    title:
      bookmark === undefined
        ? vscode.l10n.t('Bookmark Sync Point {0}', formatNumber(point))
        : vscode.l10n.t('Edit the Bookmark of Sync Point {0}', formatNumber(point)),
    prompt: vscode.l10n.t('A note, or nothing'),
    value: bookmark?.note ?? '',
    validateInput: (text) =>
      text.length > MAX_NOTE_LENGTH
        ? vscode.l10n.t('A note has at most {0} characters.', MAX_NOTE_LENGTH)
        : undefined,
  });
  if (note === undefined) return;
  if (memory.put(uuid, { point, note: note.trim() })) return;
  void vscode.window.showWarningMessage(
    vscode.l10n.t('A trace has at most {0} bookmarks.', formatNumber(MAX_BOOKMARKS)),
  );
}

async function goToBookmark(memory: BookmarkMemory, session: InspectorSession): Promise<void> {
  const bookmarks = memory.of(session.trace.header.uuid);
  if (bookmarks.length === 0) {
    say(vscode.l10n.t('No sync point is bookmarked.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(
    bookmarks.map(({ point, note }) => ({
      label: `$(bookmark) ${formatNumber(point)}`,
      description: note.replaceAll(/\s+/g, ' '),
      point,
    })),
    { title: vscode.l10n.t('Go to Bookmark'), matchOnDescription: true },
  );
  if (picked !== undefined) session.move({ point: picked.point });
}

function chooseFile(trace: vscode.Uri): Thenable<vscode.Uri | undefined> {
  const name = trace.path.slice(trace.path.lastIndexOf('/') + 1).replace(/\.kemari$/, '');
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Bookmarks'),
    saveLabel: vscode.l10n.t('Export'),
    defaultUri: vscode.Uri.joinPath(trace, '..', `${name}-bookmarks.md`),
    filters: { Markdown: ['md'], CSV: ['csv'], JSON: ['json'] },
  });
}

/** @returns whether all was written. */
async function exportTo(
  file: vscode.Uri,
  { trace }: InspectorSession,
  memory: BookmarkMemory,
  title: string,
  write: FileWriter,
): Promise<boolean> {
  const ending = file.path.slice(file.path.lastIndexOf('.') + 1).toLowerCase();
  const format = BOOKMARK_FORMATS.find((each) => each === ending) ?? 'md';
  const texts = bookmarkText(trace, memory.of(trace.header.uuid), format, title);
  try {
    await write(file, encoded(texts), new AbortController().signal);
  } catch (error) {
    void vscode.window.showErrorMessage(messageOf(error));
    return false;
  }
  void offerToOpen(file);
  return true;
}

function say(text: string): void {
  vscode.window.setStatusBarMessage(text, MESSAGE_MS);
}
