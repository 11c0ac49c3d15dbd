import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { memoryUri } from '../../src/host/memory/memoryUri';
import { pageBytes, showPoint, wholeMemory } from './commandLine';
import { eventually } from './eventually';
import { onPage, servedWorkbench } from './page';
import { activateExtension, closeEditors, openTrace, recordByCommand } from './traces';

const AT = 12;

let file: vscode.Uri;

describe('memory as of a sync point, as files', () => {
  before(async () => {
    file = await recordByCommand('mixed', 30, 'memory-files.kemari');
  });

  after(closeEditors);

  it('holds all of memory as the command line writes it', async () => {
    const bytes = await vscode.workspace.fs.readFile(uriOf('memory.bin'));
    assert.ok(Buffer.from(bytes).equals(await wholeMemory(file.fsPath, AT)));
  });

  it('holds the pages that the sync point wrote, as the command line tells them', async () => {
    const { gfns } = await showPoint(file.fsPath, AT);
    const names = await vscode.workspace.fs.readDirectory(uriOf('pages'));
    assert.deepEqual(
      names.map(([name]) => name),
      gfns.map((gfn) => `${gfn}.bin`),
    );
    const [gfn] = gfns;
    assert.ok(gfn);
    const bytes = await vscode.workspace.fs.readFile(uriOf('pages', `${gfn}.bin`));
    assert.ok(Buffer.from(bytes).equals(await pageBytes(file.fsPath, Number(gfn), AT)));
  });

  it('gives any range of a file by the query of its URI', async () => {
    const whole = await wholeMemory(file.fsPath, AT);
    const uri = uriOf('memory.bin').with({ query: 'range=4090:12300' });
    const bytes = await vscode.workspace.fs.readFile(uri);
    assert.ok(Buffer.from(bytes).equals(whole.subarray(4090, 12300)));
    const { size } = await vscode.workspace.fs.stat(uri);
    assert.equal(size, 12300 - 4090);
  });

  it('is read-only', async () => {
    const uri = uriOf('memory.bin');
    const { permissions } = await vscode.workspace.fs.stat(uri);
    assert.equal(permissions, vscode.FilePermission.Readonly);
    await assert.rejects(Promise.resolve(vscode.workspace.fs.writeFile(uri, new Uint8Array(1))));
    await assert.rejects(Promise.resolve(vscode.workspace.fs.delete(uri)));
  });

  it('has no files of sync points or pages that the trace does not have', async () => {
    for (const uri of [
      vscode.Uri.from(memoryUri(file, 30, 'memory.bin')),
      uriOf('pages', '0xfffff.bin'),
      uriOf('..', 'memory.bin'),
    ]) {
      await assert.rejects(Promise.resolve(vscode.workspace.fs.readFile(uri)));
    }
  });

  it('is opened by a command that asks what of it is meant', async function () {
    if (!servedWorkbench) this.skip();
    const { gfns } = await showPoint(file.fsPath, AT);
    const page = Number(gfns[0]);
    await openTrace(file);
    (await activateExtension()).sessionFor(file)?.move({ point: AT, page });
    const opened = vscode.commands.executeCommand('kemari.openMemory');
    await eventually(async () => {
      const rows = await onPage(
        (each) => each.locator('.quick-input-list .monaco-list-row').allTextContents(),
        undefined,
      );
      return rows.length > 0 ? rows : undefined;
    }, 'the command offers parts of memory');
    await onPage((each) => each.keyboard.press('Enter'), undefined);
    await eventually(() => {
      const { activeTab } = vscode.window.tabGroups.activeTabGroup;
      return activeTab?.label === `0x${page.toString(16)}.bin` ? true : undefined;
    }, 'the selected page is open as a file');
    await opened;
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});

function uriOf(...names: readonly string[]): vscode.Uri {
  return vscode.Uri.from(memoryUri(file, AT, ...names));
}
