import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { inspectTrace, showPoint } from '../workbench/commandLine';
import { eventually } from '../workbench/eventually';
import { inspectorAt } from '../workbench/inspector';
import { onFrame, onPage, saveScreenshot } from '../workbench/page';
import {
  activateExtension,
  closeEditors,
  openTrace,
  recordByCommand,
  workspaceFile,
} from '../workbench/traces';
import { loadedWith } from '../support/staticImports';
import { trustWorkspace } from './trust';

const MIB = 2 ** 20;
const KIB = 2 ** 10;

describe('the package, installed', () => {
  let extension: vscode.Extension<unknown>;

  before(async () => {
    await trustWorkspace();
    const found = vscode.extensions.getExtension('kemari.kemari');
    assert.ok(found, 'the extension is not installed');
    extension = found;
  });

  afterEach(closeEditors);

  const filesOfPackage = (): string[] =>
    readdirSync(extension.extensionPath, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        path.relative(extension.extensionPath, path.join(entry.parentPath, entry.name)),
      );

  it('is less than 4 MiB to download', () => {
    assert.ok(statSync(process.env['KEMARI_VSIX'] ?? '').size < 4 * MIB);
  });

  it('holds the program, its licences and its pictures, but neither sources nor tests', () => {
    const files = filesOfPackage();
    assert.ok(files.includes('LICENSE.txt'), files.join());
    assert.ok(files.includes('dist/ThirdPartyNotices.txt'));
    const kinds =
      /^(dist\/[\w./-]+\.([cm]?js|css|json|wasm|txt)|(docs|media)\/.*\.(png|svg)|samples\/[\w-]+\.kemari|l10n\/.*\.json|[\w.]+(\.json|\.md|\.txt)|\.vsixmanifest)$/;
    assert.deepEqual(
      files.filter((file) => !kinds.test(file)),
      [],
    );
    assert.deepEqual(
      files.filter((file) => /(^|\/)(src|test|node_modules|scripts)\/|\.map$|\.ts$/.test(file)),
      [],
    );
  });

  it('is loaded from at most 300 KiB, beside the codec and the guest', () => {
    const { main } = extension.packageJSON as { main: string };
    const files = [...loadedWith(path.join(extension.extensionPath, main))];
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(bytes <= 300 * KIB, `${bytes} bytes`);
  });

  it('opens its sample trace, as the command line knows it', async () => {
    await vscode.commands.executeCommand('kemari.openSample');
    const shown = await inspectorAt(1);
    const sample = path.join(extension.extensionPath, 'samples', 'disk-log.kemari');
    const told = await showPoint(sample, 1);
    assert.equal(shown.header['cause'], told.cause);
    assert.equal(shown.header['pages'], String(told.dirtyPages));
    await saveScreenshot('installed-sample');
  });

  it('opens the same copy of its sample again', async () => {
    await vscode.commands.executeCommand('kemari.openSample');
    const first = activeCustomEditor();
    await closeEditors();
    await vscode.commands.executeCommand('kemari.openSample');
    assert.equal(activeCustomEditor(), first);
    assert.ok(!first.includes(extension.extensionPath), 'not in a folder that an update removes');
  });

  it('records a guest, and opens and steps through its trace', async () => {
    const uri = await recordByCommand('netecho', 30, 'installed.kemari');
    assert.equal((await inspectTrace(uri.fsPath, 0)).pointCount, 30);
    await openTrace(uri);
    await vscode.commands.executeCommand('kemari.showSyncPoint', 12);
    await vscode.commands.executeCommand('kemari.stepNext');
    await inspectorAt(13);
    const session = (await activateExtension()).sessionFor(uri);
    assert.equal(session?.trace.complete, true);
  });

  it('shows traces in the explorer with an icon of their own', async () => {
    await vscode.workspace.fs.writeFile(workspaceFile('plain.txt'), new Uint8Array());
    await vscode.commands.executeCommand('workbench.view.explorer');
    const icons = await eventually(async () => {
      const found = await onPage(
        (page) =>
          page.locator('.explorer-folders-view').evaluate((view) => {
            const iconOf = (name: string): string | undefined => {
              const row = [...view.querySelectorAll('.monaco-icon-label')].find(
                (label) => label.textContent?.trim() === name,
              );
              return row && getComputedStyle(row, '::before').backgroundImage;
            };
            return { trace: iconOf('installed.kemari'), text: iconOf('plain.txt') };
          }),
        undefined,
      );
      return found.trace !== undefined && found.text !== undefined ? found : undefined;
    }, 'the explorer lists both files');
    await saveScreenshot('explorer-icon');
    assert.match(icons.trace ?? '', /trace-(light|dark)\.svg/);
    assert.doesNotMatch(icons.text ?? '', /trace-/);
  });

  it('describes itself without a picture that cannot be shown', async () => {
    await vscode.commands.executeCommand('extension.open', 'kemari.kemari');
    const broken = await eventually(
      () =>
        onFrame(
          'h1#kemari',
          (frame) =>
            frame.evaluate(() =>
              [...document.querySelectorAll('img')]
                .filter(({ naturalWidth }) => naturalWidth === 0)
                .map(({ alt }) => alt),
            ),
          undefined,
        ),
      'the description is shown',
    );
    await saveScreenshot('installed-details');
    assert.deepEqual(broken, []);
  });
});

function activeCustomEditor(): string {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  assert.ok(tab?.input instanceof vscode.TabInputCustom, 'no custom editor is active');
  return tab.input.uri.toString();
}
