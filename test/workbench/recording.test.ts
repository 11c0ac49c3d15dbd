import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { inspectTrace } from './commandLine';
import { eventually } from './eventually';
import { inspectorAt } from './inspector';
import { boxOpened, boxRows, openBox, press, type } from './quickInput';
import { onPage, saveScreenshot, servedWorkbench } from './page';
import { closeEditors, recordByCommand, TRACE_EDITOR, workspaceFile } from './traces';

describe('Kemari: Record a Trace', () => {
  afterEach(closeEditors);

  it('records as many sync points as were asked for, and opens the trace', async () => {
    const uri = await recordByCommand('netecho', 40, 'recorded.kemari');
    const { pointCount, workload, complete } = await inspectTrace(uri.fsPath, 0);
    assert.deepEqual(
      { pointCount, workload, complete },
      { pointCount: 40, workload: 'netecho', complete: true },
    );
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    assert.ok(tab?.input instanceof vscode.TabInputCustom, 'no custom editor is active');
    assert.equal(tab.input.viewType, TRACE_EDITOR);
    assert.equal(tab.input.uri.fsPath, uri.fsPath);
  });

  it('records in the mode that is asked for', async () => {
    const uri = await recordByCommand('netecho', 30, 'pipelined.kemari', 'pipelined');
    const { pointCount, mode, complete } = await inspectTrace(uri.fsPath, 0);
    assert.deepEqual(
      { pointCount, mode, complete },
      { pointCount: 30, mode: 'pipelined', complete: true },
    );
  });

  it('asks for the workload and then for the mode', async function () {
    if (!servedWorkbench) return this.skip();
    await openBox('Record a Trace (1 of 4): Workload', () => {
      void vscode.commands.executeCommand('kemari.record');
    });
    await type('counter');
    await boxRows(/^counter$/);
    await press('Enter');
    await boxOpened('Record a Trace (2 of 4): Mode');
    await boxRows(/^stop-and-copy$/, /^periodic$/);
    await saveScreenshot('record-mode');
    await press('Escape');
  });

  it('shows the recorded trace at the first sync point behind the image', async function () {
    if (!servedWorkbench) return this.skip();
    await recordByCommand('counter', 12, 'first.kemari');
    const { header } = await inspectorAt(1);
    assert.equal(header['point'], '1');
    assert.equal(header['cause'], 'serial-tx');
    await saveScreenshot('recorded');
  });

  it('says that a workload does not exist, and writes no file', async function () {
    if (!servedWorkbench) return this.skip();
    const file = workspaceFile('unknown.kemari').fsPath;
    // The command ends when the user has answered its message; nobody does here.
    void vscode.commands.executeCommand('kemari.record', { workload: 'nope', points: 5, file });
    await eventually(async () => {
      await vscode.commands.executeCommand('notifications.showList');
      const messages = await onPage(
        (page) => page.locator('.notification-list-item-message').allTextContents(),
        undefined,
      );
      if (messages.some((message) => message.includes('nope'))) return true;
      throw new Error(`the messages are: ${messages.join(' | ')}`);
    }, 'a message names the workload');
    await assert.rejects(stat(file), { code: 'ENOENT' });
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
