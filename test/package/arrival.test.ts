import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { eventually } from '../workbench/eventually';
import { inspectorAt } from '../workbench/inspector';
import { onPage, saveScreenshot } from '../workbench/page';
import { closeEditors, workspaceFile } from '../workbench/traces';
import { trustWorkspace } from './trust';

/** Runs before all others: a folder that is trusted once does not become untrusted. */
describe('the package, just installed, in a folder that nobody trusts', () => {
  after(trustWorkspace);
  afterEach(closeEditors);

  it('does nothing before a trace, a view or a command asks for it', async () => {
    await vscode.commands.executeCommand('workbench.view.explorer');
    const extension = vscode.extensions.getExtension('kemari.kemari');
    assert.equal(extension?.isActive, false);
    const { activationEvents } = extension.packageJSON as { activationEvents?: string[] };
    for (const event of activationEvents ?? []) {
      assert.match(
        event,
        /^on(Command|View|CustomEditor|LanguageModelTool|FileSystem|Debug|Uri|WebviewPanel)/,
      );
    }
  });

  it('welcomes with what can be done here, which is not to record', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    await vscode.commands.executeCommand('kemari.syncPoints.focus');
    const welcome = await eventually(async () => {
      const texts = await onPage(
        (page) => page.locator('.welcome-view-content').allTextContents(),
        undefined,
      );
      return texts.find((text) => text.includes('No trace is open'));
    }, 'the view of sync points has its welcome');
    assert.match(welcome, /Open Sample Trace/);
    assert.match(welcome, /needs a trusted workspace/);
    assert.doesNotMatch(welcome, /Record a Trace/);
    await saveScreenshot('untrusted-welcome');
  });

  it('opens a trace and steps through it', async () => {
    await vscode.commands.executeCommand('kemari.openSample');
    await inspectorAt(1);
    await vscode.commands.executeCommand('kemari.stepNext');
    await inspectorAt(2);
    // Where it was left, it is opened again.
    await vscode.commands.executeCommand('kemari.stepPrevious');
    await inspectorAt(1);
  });

  it('does not record, and says why', async () => {
    const { fsPath: file } = workspaceFile('untrusted.kemari');
    const asked = vscode.commands.executeCommand<undefined>('kemari.record', { file, points: 5 });
    await eventually(async () => {
      await vscode.commands.executeCommand('notifications.showList');
      const texts = await onPage(
        (page) => page.locator('.notifications-center .notification-list-item').allTextContents(),
        undefined,
      );
      return texts.find((text) => text.includes('it needs a trusted workspace'));
    }, 'a notification says why');
    await saveScreenshot('untrusted-record');
    await vscode.commands.executeCommand('notifications.clearAll');
    assert.equal(await asked, undefined);
    const names = (await vscode.workspace.fs.readDirectory(workspaceFile('.'))).map(
      ([name]) => name,
    );
    assert.ok(!names.includes(path.basename(file)), 'a trace was written');
  });
});
