import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { KemariApi } from '../../src/extension';
import { inspectTrace } from './commandLine';
import { eventually } from './eventually';
import { activateExtension, closeEditors, openTrace, positionOf, recordByCommand } from './traces';

const POINTS = 230;

type Node = NonNullable<Awaited<ReturnType<KemariApi['tree']['getChildren']>>[number]>;

describe('the tree of sync points', () => {
  let api: KemariApi;
  let file: vscode.Uri;

  before(async () => {
    api = await activateExtension();
    file = await recordByCommand('memwalk', POINTS, 'tree.kemari');
    await openTrace(file);
    await vscode.commands.executeCommand('kemari.syncPoints.focus');
  });

  after(closeEditors);

  it('is empty when no trace is open, so that its welcome shows', async () => {
    await closeEditors();
    await eventually(
      async () => ((await api.tree.getChildren()).length === 0 ? true : undefined),
      'the tree is empty',
    );
    await openTrace(file);
  });

  it('lists a long trace in ranges', async () => {
    assert.deepEqual(await labels(await api.tree.getChildren()), ['0–99', '100–199', '200–229']);
  });

  it('lists in a range every sync point with the pages that the command line tells', async () => {
    const [first] = await api.tree.getChildren();
    const rows = await api.tree.getChildren(first);
    const { points } = await inspectTrace(file.fsPath, 99);
    assert.deepEqual(
      rows.map(({ point }) => ({
        point: point?.point,
        cause: point?.cause,
        dirtyPages: point?.dirtyPages,
        pauseUs: point?.pauseUs,
      })),
      points.map(({ point, cause, dirtyPages, pauseUs }) => ({
        point,
        cause,
        dirtyPages,
        pauseUs,
      })),
    );
  });

  it('selects the row of the sync point that the trace moves to', async () => {
    await vscode.commands.executeCommand('kemari.showSyncPoint', 150);
    const selected = await eventually(() => {
      const [node] = api.tree.view.selection;
      return node?.range.from === 150 ? node : undefined;
    }, 'the row of sync point 150 is selected');
    assert.equal(selected.point?.point, 150);
  });

  it('selects the current row when the view is opened', async () => {
    await vscode.commands.executeCommand('workbench.view.explorer');
    await vscode.commands.executeCommand('kemari.showSyncPoint', 205);
    await vscode.commands.executeCommand('workbench.view.extension.kemari');
    await eventually(() => {
      const [node] = api.tree.view.selection;
      return node?.range.from === 205 ? node : undefined;
    }, 'the row of sync point 205 is selected');
  });

  it('moves the trace to the sync point whose row is chosen', async () => {
    const [, second] = await api.tree.getChildren();
    const row = (await api.tree.getChildren(second))[17];
    const command = (await api.tree.getTreeItem(row!)).command;
    assert.ok(command);
    await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    assert.equal((await positionOf(file)).point, 117);
  });

  async function labels(nodes: readonly Node[]): Promise<string[]> {
    const items = await Promise.all(nodes.map((node) => api.tree.getTreeItem(node)));
    return items.map(({ label }) => String(label));
  }
});
