import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import * as vscode from 'vscode';
import { inspectTrace, startRecorder } from './commandLine';
import { eventually } from './eventually';
import { inspectorAt, shownFacts } from './inspector';
import { saveScreenshot, servedWorkbench } from './page';
import { activateExtension, closeEditors, openTrace, positionOf, workspaceFile } from './traces';

describe('a recording that runs', () => {
  let recorder: ChildProcess | undefined;

  afterEach(async () => {
    recorder?.kill('SIGKILL');
    await closeEditors();
  });

  async function openRunning(name: string): Promise<vscode.Uri> {
    const uri = workspaceFile(name);
    recorder = startRecorder(uri.fsPath, 'mixed');
    await eventually(() => inspectTrace(uri.fsPath, 0), 'the recording has begun');
    await openTrace(uri);
    return uri;
  }

  /** Sync points that the editor knows of. */
  async function knownPoints(uri: vscode.Uri): Promise<number> {
    return (await activateExtension()).sessionFor(uri)?.trace.pointCount ?? 0;
  }

  async function grownBeyond(uri: vscode.Uri, points: number): Promise<number> {
    return eventually(async () => {
      const known = await knownPoints(uri);
      return known > points ? known : undefined;
    }, `the editor knows more than ${points} sync points`);
  }

  it('is followed at its end, in the page and in the tree, until it broke off', async function () {
    if (!servedWorkbench) return this.skip();
    const uri = await openRunning('running.kemari');
    const { tree } = await activateExtension();
    await vscode.commands.executeCommand('kemari.syncPoints.focus');
    await grownBeyond(uri, 150);
    await vscode.commands.executeCommand('kemari.stepLast');
    const { point: reached } = await positionOf(uri);
    await eventually(async () => {
      const { point, from, to } = await positionOf(uri);
      return point > reached + 20 && from === 0 && to === point ? true : undefined;
    }, 'the position moves on with the recording');
    await eventually(
      async () => ((await shownFacts()).startsWith('recording') ? true : undefined),
      'the page says that it is being recorded',
    );
    await saveScreenshot('following');

    recorder?.kill('SIGKILL');
    await eventually(
      async () => ((await shownFacts()).startsWith('cut off') ? true : undefined),
      'the page says that the recording broke off',
    );
    const { pointCount } = await inspectTrace(uri.fsPath, 0);
    const last = pointCount - 1;
    const { header, notices } = await inspectorAt(last);
    assert.equal(header['point'], last.toLocaleString());
    assert.ok(notices.some((notice) => notice.includes('was not closed')));
    await eventually(async () => {
      const rows = await tree.getChildren();
      return rows.at(-1)?.range.to === last ? true : undefined;
    }, 'the tree ends with the last sync point');
  });

  it('leaves the user where they are, and tells when it was closed', async function () {
    if (!servedWorkbench) return this.skip();
    const uri = await openRunning('closed.kemari');
    await vscode.commands.executeCommand('kemari.showSyncPoint', 3);
    await grownBeyond(uri, (await knownPoints(uri)) + 20);
    assert.equal((await positionOf(uri)).point, 3);
    recorder?.kill('SIGINT');
    await eventually(
      async () => (/^(cut off|recording)/.test(await shownFacts()) ? undefined : true),
      'the page says no more that it is being recorded',
    );
    const { notices } = await inspectorAt(3);
    assert.deepEqual(notices, []);
    const { pointCount, complete } = await inspectTrace(uri.fsPath, 0);
    assert.deepEqual([await knownPoints(uri), true], [pointCount, complete]);
  });
});
