import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { KemariApi } from '../../src/extension';
import { inspectTrace } from './commandLine';
import { eventually } from './eventually';
import { inspectorAt, onInspector } from './inspector';
import { saveScreenshot, servedWorkbench } from './page';
import { boxOpened, boxText, press, type } from './quickInput';
import {
  activateExtension,
  closeEditors,
  openTrace,
  recordByCommand,
  workspaceFile,
} from './traces';

const POINTS = 60;
const file = workspaceFile('bookmarks.kemari');

describe('bookmarks', () => {
  let api: KemariApi;

  before(async function () {
    if (!servedWorkbench) this.skip();
    api = await activateExtension();
    await recordByCommand('mixed', POINTS, 'bookmarks.kemari');
    await vscode.commands.executeCommand('workbench.view.extension.kemari');
  });

  beforeEach(() => openTrace(file));

  after(closeEditors);

  it('are made on the page by one key and a note', async () => {
    for (const [point, note] of [
      [9, 'first disk write'],
      [31, ''],
      [44, 'the link was | slow'],
    ] as const) {
      await goTo(point);
      await focusPage();
      await press('b');
      await boxOpened(`Bookmark Sync Point ${point}`);
      await type(note);
      await press('Enter');
      await shownBookmark(point);
    }
    assert.deepEqual(bookmarks(), [
      { point: 9, note: 'first disk write' },
      { point: 31, note: '' },
      { point: 44, note: 'the link was | slow' },
    ]);
    await goTo(9);
    await saveScreenshot('bookmarks');
  });

  it('are told to who cannot see them', async () => {
    await goTo(9);
    const text = await onInspector(
      (frame) =>
        frame.evaluate(() =>
          document.querySelector('.timeline canvas')?.getAttribute('aria-valuetext'),
        ),
      undefined,
    );
    assert.match(String(text), /bookmarked: first disk write$/);
  });

  it('lead to one another by key', async () => {
    await goTo(0);
    await focusPage();
    for (const [key, point] of [
      ['Control+Alt+l', 9],
      ['Control+Alt+l', 31],
      ['Control+Alt+l', 44],
      ['Control+Alt+l', 44],
      ['Control+Alt+j', 31],
    ] as const) {
      await press(key);
      await inspectorAt(point);
    }
  });

  it('are gone to by a click on their row, and changed and removed from there', async () => {
    const [first] = api.bookmarks.getChildren();
    assert.ok(first);
    const { command } = api.bookmarks.getTreeItem(first);
    await vscode.commands.executeCommand(command!.command, ...(command!.arguments ?? []));
    await inspectorAt(9);

    void vscode.commands.executeCommand('kemari.editBookmark', first);
    await boxOpened('Edit the Bookmark of Sync Point 9');
    await boxText('first disk write');
    await press('Control+a');
    await type('first write');
    await press('Enter');
    await eventually(() => (bookmarks()[0]?.note === 'first write' ? true : undefined), 'changed');

    const second = api.bookmarks.getChildren()[1];
    await vscode.commands.executeCommand('kemari.removeBookmark', second);
    assert.deepEqual(
      bookmarks().map(({ point }) => point),
      [9, 44],
    );
    await eventually(async () => {
      assert.equal(await shownPoints(), '9 44');
      return true;
    }, 'the mark is gone from the timeline');
  });

  it('are there again when the trace is opened again under another name', async () => {
    await closeEditors();
    const moved = workspaceFile('moved.kemari');
    await vscode.workspace.fs.copy(file, moved, { overwrite: true });
    await openTrace(moved);
    await eventually(async () => {
      assert.equal(await shownPoints(), '9 44');
      return true;
    }, 'the timeline shows the bookmarks');
    await closeEditors();
  });

  it('are exported with what the command line tells of their sync points', async () => {
    const { points } = await inspectTrace(file.fsPath, POINTS - 1);
    const [nine, last] = [points[9]!, points[44]!];
    const json = JSON.parse(await exported('b.json')) as readonly Record<string, unknown>[];
    assert.deepEqual(
      json.map(({ point, cause, note }) => ({ point, cause, note })),
      [
        { point: 9, cause: nine.cause, note: 'first write' },
        { point: 44, cause: last.cause, note: 'the link was | slow' },
      ],
    );
    assert.match(
      await exported('b.csv'),
      /^point,timeUs,cause,note\r\n9,[\d.]+,[\w-]+,first write\r\n44,/,
    );
    const markdown = await exported('b.md');
    assert.ok(markdown.startsWith('# bookmarks.kemari\n'), markdown);
    assert.ok(markdown.includes('the link was \\| slow'), markdown);
  });

  async function goTo(point: number): Promise<void> {
    await vscode.commands.executeCommand('kemari.showSyncPoint', point);
    await inspectorAt(point);
  }

  async function focusPage(): Promise<void> {
    await onInspector((frame) => frame.locator('canvas.map-cursor').focus(), undefined);
  }

  function bookmarks() {
    return api.bookmarks.getChildren().map(({ bookmark }) => bookmark);
  }

  /** The points whose marks the timeline shows. */
  function shownPoints(): Promise<string | undefined> {
    return onInspector(
      (frame) =>
        frame.evaluate(
          () => document.querySelector<HTMLElement>('.timeline canvas')?.dataset['bookmarks'],
        ),
      undefined,
    );
  }

  function shownBookmark(point: number): Promise<true> {
    return eventually(async () => {
      const shown = (await shownPoints())?.split(' ') ?? [];
      return shown.includes(String(point)) ? (true as const) : undefined;
    }, `the timeline shows a bookmark at ${point}`);
  }

  async function exported(name: string): Promise<string> {
    const uri = workspaceFile(name);
    const written = await vscode.commands.executeCommand('kemari.exportBookmarks', uri);
    assert.ok(written, `${name} was not written`);
    return readFile(uri.fsPath, 'utf8');
  }
});
