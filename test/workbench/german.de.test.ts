import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { showPoint } from './commandLine';
import { eventually } from './eventually';
import { inspectorAt, onInspector } from './inspector';
import { onFrame, onPage, saveScreenshot } from './page';
import {
  activateExtension,
  closeEditors,
  recordByCommand,
  TRACE_EDITOR,
  workspaceFile,
} from './traces';

type Texts = Readonly<Record<string, string>>;

interface Command {
  readonly command: string;
  /** Where VS Code has a translation, both. */
  readonly title: string | { readonly original: string; readonly value: string };
}

describe('Kemari in German', () => {
  let german: Texts;
  let file: vscode.Uri;

  before(async function () {
    if (vscode.env.language !== 'de') this.skip();
    const { extensionUri } = vscode.extensions.getExtension('kemari.kemari')!;
    const bundle = path.join(extensionUri.fsPath, 'l10n', 'bundle.l10n.de.json');
    german = JSON.parse(await readFile(bundle, 'utf8')) as Texts;
    file = await recordByCommand('mixed', 40, 'deutsch.kemari');
  });

  after(closeEditors);

  it('speaks it on the page, and writes numbers as it does', async () => {
    await vscode.commands.executeCommand('kemari.syncPoints.focus');
    await vscode.commands.executeCommand('kemari.showSyncPoint', 4);
    const { header } = await inspectorAt(4);
    const { pauseUs } = await showPoint(file.fsPath, 4);
    assert.equal(header['facts'], `v86 · 32 MiB · stop-and-copy`);
    const digits = pauseUs < 9995 ? 2 : pauseUs < 99_950 ? 1 : 0;
    assert.equal(header['pause'], `${(pauseUs / 1000).toFixed(digits).replace('.', ',')} ms`);
    const texts = await pageTexts();
    for (const english of ['Sync point', 'Cause', 'Pages', 'Outputs', 'Devices', 'Lanes']) {
      assert.ok(texts.includes(german[english]!), `${german[english]} in ${texts.join(' | ')}`);
    }
    const map = await onInspector((frame) => frame.locator('#map-text').allTextContents(), 0);
    const { gfns } = await showPoint(file.fsPath, 4);
    assert.ok(map[0]?.startsWith(`Sync-Punkt 4: ${gfns.length} Seiten geändert`), map[0]);
    const language = await onInspector(
      (frame) => frame.evaluate(() => document.documentElement.lang),
      undefined,
    );
    assert.equal(language, 'de');
    await saveScreenshot('german');
  });

  it('speaks it in the sheet of keys', async () => {
    await onInspector(
      (frame) => frame.locator('section.timeline [role="slider"]').focus(),
      undefined,
    );
    await onPage((page) => page.keyboard.press('?'), undefined);
    const keys = await eventually(async () => {
      const texts = await onInspector(
        (frame) => frame.locator('dialog[open] h3, dialog[open] kbd').allTextContents(),
        undefined,
      );
      return texts.length > 0 ? texts : undefined;
    }, 'the sheet is open');
    for (const text of ['Zeitleiste', 'Seitenkarte', 'Umschalt+←', 'Pos1', 'Leertaste']) {
      assert.ok(keys.includes(text), `${text} in ${keys.join(' | ')}`);
    }
    await saveScreenshot('german-keys');
    await onPage((page) => page.keyboard.press('Escape'), undefined);
  });

  it('speaks it in the tree, in commands and in settings', async () => {
    const { tree } = await activateExtension();
    assert.equal(tree.view.description, german['pages · pause']);
    const { packageJSON } = vscode.extensions.getExtension('kemari.kemari')!;
    const { commands } = (packageJSON as { contributes: { commands: Command[] } }).contributes;
    const step = commands.find(({ command }) => command === 'kemari.stepNext');
    assert.deepEqual(step?.title, { original: 'Next Sync Point', value: 'Nächster Sync-Punkt' });
  });

  it('speaks it in the report', async () => {
    await vscode.commands.executeCommand('kemari.showReport', file);
    const [first] = await eventually(
      () => onFrame('main.report', (frame) => frame.locator('main.report h2').allTextContents(), 0),
      'the report is shown',
    );
    assert.equal(first, german['1. What does protection cost?']);
    await saveScreenshot('german-report');
  });

  it('speaks it where a trace cannot be opened', async () => {
    const empty = workspaceFile('leer.kemari');
    await vscode.workspace.fs.writeFile(empty, new Uint8Array());
    await vscode.commands.executeCommand('vscode.openWith', empty, TRACE_EDITOR);
    const title = await eventually(async () => {
      const [text] = await onFrame(
        'main h1',
        (frame) => frame.locator('main h1').allTextContents(),
        0,
      );
      return text;
    }, 'a page says so');
    assert.equal(title, german['This trace cannot be opened']);
  });
});

/** All texts that stand on the page by themselves. */
function pageTexts(): Promise<string[]> {
  return onInspector(
    (frame) =>
      frame.evaluate(() =>
        [...document.querySelectorAll('span, button, h2')].map(
          ({ firstChild }) => firstChild?.textContent?.trim() ?? '',
        ),
      ),
    undefined,
  );
}
