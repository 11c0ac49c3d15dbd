import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { inspectTrace, showPoint } from './commandLine';
import { eventually } from './eventually';
import { inspectorAt, mapDrawn, onInspector } from './inspector';
import { chooseRenderer } from './mapRenderer';
import { onPage, saveScreenshot, servedWorkbench } from './page';
import {
  activateExtension,
  closeEditors,
  openTrace,
  positionOf,
  recordByCommand,
  workspaceFile,
} from './traces';

const POINTS = 60;
const file = workspaceFile('shared.kemari');

describe('sharing', () => {
  before(async function () {
    if (!servedWorkbench) this.skip();
    await recordByCommand('mixed', POINTS, 'shared.kemari');
  });

  beforeEach(async () => {
    await openTrace(file);
    await moveTo({ point: 9, from: 0, to: POINTS - 1, page: null });
  });

  after(closeEditors);

  it('copies a link that leads back to the sync point, the range and the page', async () => {
    const [page] = (await showPoint(file.fsPath, 9)).gfns;
    await moveTo({ point: 9, from: 5, to: 30, page: Number(page) });
    const link = await copiedLink('kemari.copyLinkToPage');
    assert.match(
      link,
      new RegExp(`^${vscode.env.uriScheme}://kemari\\.kemari/open\\?trace=file:///`),
    );
    await closeEditors();
    await openLink(link);
    await inspectorAt(9);
    assert.deepEqual(await positionOf(file), { point: 9, from: 5, to: 30, page: Number(page) });
  });

  it('copies a link to a field, which is shown again', async () => {
    const link = await copiedLink('kemari.copyLinkToField', { device: 'uart.0', field: 'divisor' });
    await moveTo({ point: 2 });
    await closeEditors();
    await openLink(link);
    await inspectorAt(9);
    const focused = await eventually(
      () =>
        onInspector(
          (frame) =>
            frame.evaluate(() => {
              const { activeElement } = document;
              return activeElement instanceof HTMLElement
                ? activeElement.dataset['path']
                : undefined;
            }),
          undefined,
        ),
      'a field has the focus',
    );
    assert.equal(focused, 'uart.0.divisor');
    await saveScreenshot('link-to-field');
  });

  it('opens a link that VS Code hands over', async () => {
    const link = await copiedLink('kemari.copyLink');
    await moveTo({ point: 3 });
    // In a browser VS Code gets a link by a page of its own, whose address it makes of the link.
    const address = await vscode.env.asExternalUri(vscode.Uri.parse(link));
    await onPage(async (page, url) => {
      const other = await page.context().newPage();
      await other.goto(url);
      await other.close();
    }, address.toString(true));
    await eventually(
      async () => ((await positionOf(file)).point === 9 ? true : undefined),
      'the link has led to sync point 9',
    );
  });

  it('asks before a link opens a file outside the workspace', async () => {
    await closeEditors();
    const folder = await mkdtemp(path.join(tmpdir(), 'kemari-outside-'));
    const outside = vscode.Uri.file(path.join(folder, 'outside.kemari'));
    try {
      await copyFile(file.fsPath, outside.fsPath);
      const link = linkTo(outside, 'point=4');
      const refused = await answering('Cancel', () => openLink(link));
      assert.deepEqual(refused, [{ modal: true, names: true }]);
      assert.equal((await activateExtension()).sessionFor(outside), undefined);
      await answering('Open', () => openLink(link));
      assert.equal((await positionOf(outside)).point, 4);
    } finally {
      await closeEditors();
      await rm(folder, { recursive: true });
    }

    /** Answers what is asked meanwhile, as a user would: VS Code shows no dialogs in tests. */
    async function answering(label: string, work: () => Thenable<void>) {
      const asked: { readonly modal: boolean; readonly names: boolean }[] = [];
      const { window } = vscode as { window: { showWarningMessage: unknown } };
      const { showWarningMessage } = window;
      window.showWarningMessage = async (
        _message: string,
        { modal = false, detail = '' }: vscode.MessageOptions,
        ...labels: string[]
      ) => {
        asked.push({ modal, names: detail.includes(outside.fsPath) });
        return labels.find((each) => each === label);
      };
      try {
        await work();
      } finally {
        window.showWarningMessage = showWarningMessage;
      }
      return asked;
    }
  });

  it('does nothing for a link that is not what it should be', async () => {
    await closeEditors();
    const trace = file.toString();
    for (const link of [
      `${vscode.env.uriScheme}://kemari.kemari/record?workload=idle`,
      linkTo(vscode.Uri.parse('file://evil.example/share/x.kemari'), 'point=1'),
      linkTo(file, 'point=-1'),
      `${vscode.env.uriScheme}://kemari.kemari/open?trace=${trace.replace('shared.kemari', '../x.kemari')}`,
      `${vscode.env.uriScheme}://kemari.kemari/open?trace=command:workbench.action.quit`,
    ]) {
      await openLink(link);
      assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab, undefined, link);
    }
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('exports the rows of the range as the command line prints them', async () => {
    await moveTo({ from: 5, to: 40 });
    const { points } = await inspectTrace(file.fsPath, 40);
    const json = await exported('points-5-40', 'rows.json');
    assert.deepEqual(JSON.parse(json), points.slice(5));
    const lines = (await exported('points-5-40', 'rows.csv')).trimEnd().split('\r\n');
    const names = lines[0]?.split(',') ?? [];
    const rows = lines.slice(1).map((line) => line.split(','));
    assert.deepEqual(
      rows.map((cells) =>
        ['point', 'cause', 'dirtyPages', 'pauseUs'].map((name) => cells[names.indexOf(name)]),
      ),
      points
        .slice(5)
        .map(({ point, cause, dirtyPages, pauseUs }) => [
          String(point),
          cause,
          String(dirtyPages),
          String(pauseUs),
        ]),
    );
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('saves the page map as it is on the screen, whatever draws it', async () => {
    try {
      await chooseRenderer('canvas');
      await mapDrawn({ renderer: 'canvas' });
      const picture = await savedPicture();
      assert.deepEqual(await comparedWithScreen(picture), { differing: 0, below: true });
      await chooseRenderer('webgl');
      await mapDrawn({ renderer: 'webgl' });
      assert.ok((await savedPicture()).equals(picture), 'with WebGL2 the picture is another');
    } finally {
      await chooseRenderer(undefined);
    }
  });
});

async function moveTo(to: Parameters<Session['move']>[0]): Promise<void> {
  const session = (await activateExtension()).sessionFor(file);
  assert.ok(session);
  session.move(to);
  await inspectorAt(session.position.point);
}

type Session = NonNullable<ReturnType<Awaited<ReturnType<typeof activateExtension>>['sessionFor']>>;

async function copiedLink(command: string, given?: unknown): Promise<string> {
  await vscode.env.clipboard.writeText('');
  await vscode.commands.executeCommand(command, given);
  return vscode.env.clipboard.readText();
}

function linkTo(trace: vscode.Uri, more: string): string {
  return `${vscode.env.uriScheme}://kemari.kemari/open?trace=${trace.toString(true)}&${more}`;
}

function openLink(link: string): Thenable<void> {
  return vscode.commands.executeCommand('kemari.openLink', link);
}

async function exported(rows: string, name: string): Promise<string> {
  const target = workspaceFile(name);
  const written = await vscode.commands.executeCommand<vscode.Uri | undefined>(
    'kemari.exportRows',
    { rows, file: target },
  );
  assert.equal(written?.toString(), target.toString());
  return readFile(target.fsPath, 'utf8');
}

async function savedPicture(): Promise<Buffer> {
  const target = workspaceFile('map.png');
  const saved = await vscode.commands.executeCommand<vscode.Uri | undefined>(
    'kemari.saveMapPicture',
    target,
  );
  assert.equal(saved?.toString(), target.toString());
  return readFile(target.fsPath);
}

/**
 * Compares a picture with the 2D canvas that the map is on.
 * @returns how many pixels of the map are others, and whether something is drawn below: the legend.
 */
function comparedWithScreen(png: Buffer): Promise<{ differing: number; below: boolean }> {
  return onInspector(
    (frame, base64) =>
      frame.evaluate(async (encoded) => {
        const map = document.querySelector<HTMLCanvasElement>('canvas.map-cells');
        const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const { width, height } = bitmap;
        const context = (): CanvasRenderingContext2D => {
          const made = Object.assign(document.createElement('canvas'), { width, height });
          const canvas = made.getContext('2d');
          if (canvas === null) throw new Error('there is no 2D canvas');
          return canvas;
        };
        if (map === null) throw new Error('there is no map');
        const saved = context();
        saved.drawImage(bitmap, 0, 0);
        const pixels = (of: CanvasRenderingContext2D, y: number, h: number): Uint32Array =>
          new Uint32Array(of.getImageData(left, y, map.width, h).data.buffer);
        // The margin, and the title above the map.
        const [left, top] = [12, 32].map((css) => Math.round(css * devicePixelRatio));
        const shown = context();
        const [red, green, blue] = saved.getImageData(0, 0, 1, 1).data;
        shown.fillStyle = `rgb(${red} ${green} ${blue})`;
        shown.fillRect(0, 0, width, height);
        shown.drawImage(map, left, top);
        const [wanted, found] = [shown, saved].map((each) => pixels(each, top, map.height));
        const under = pixels(saved, top + map.height, height - top - map.height);
        return {
          differing: found.filter((pixel, i) => pixel !== wanted[i]).length,
          below: under.some((pixel) => pixel !== under[0]),
        };
      }, base64),
    png.toString('base64'),
  );
}
