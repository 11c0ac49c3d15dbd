import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { KemariApi } from '../../src/extension';
import { pointsWhere } from './commandLine';
import { eventually } from './eventually';
import { inspectorAt, onInspector } from './inspector';
import { saveScreenshot, servedWorkbench } from './page';
import { boxOpened, boxRows, boxText, press, type } from './quickInput';
import {
  activateExtension,
  closeEditors,
  openTrace,
  positionOf,
  recordByCommand,
  workspaceFile,
} from './traces';

const POINTS = 300;
const QUERY = 'dirtyPages >= 3 && cause != "timer"';
const file = workspaceFile('search.kemari');

type Node = Awaited<ReturnType<KemariApi['tree']['getChildren']>>[number];

describe('finding and filtering by a query', () => {
  let api: KemariApi;

  before(async function () {
    if (!servedWorkbench) this.skip();
    api = await activateExtension();
    await recordByCommand('mixed', POINTS, 'search.kemari');
  });

  beforeEach(async () => {
    await openTrace(file);
    await vscode.commands.executeCommand('kemari.showSyncPoint', 0);
    await inspectorAt(0);
  });

  after(async () => {
    await vscode.commands.executeCommand('kemari.clearFilter');
    await closeEditors();
  });

  it('filters the tree to what the command line finds, by keyboard alone', async () => {
    await vscode.commands.executeCommand('kemari.syncPoints.focus');
    await press('Control+f');
    await boxOpened('Filter Sync Points');
    await type(QUERY);
    await boxRows(/Show only those that fit/);
    await saveScreenshot('filter-box');
    await press('Enter');
    const expected = await pointsWhere(file.fsPath, QUERY);
    assert.ok(expected.length > 0 && expected.length < POINTS);
    await eventually(async () => {
      assert.deepEqual(await listedPoints(), expected);
      return true;
    }, 'the tree lists the sync points that fit');
    assert.equal(api.tree.view.message, `${expected.length} of ${POINTS} sync points: ${QUERY}`);
    await saveScreenshot('filter-tree');
  });

  it('shows the filter again when the trace is opened again, and all without it', async () => {
    const expected = await pointsWhere(file.fsPath, QUERY);
    await closeEditors();
    await eventually(async () => ((await listedPoints()).length === 0 ? true : undefined), 'empty');
    await openTrace(file);
    await eventually(async () => {
      assert.deepEqual(await listedPoints(), expected);
      return true;
    }, 'the tree is filtered again');
    await vscode.commands.executeCommand('kemari.clearFilter');
    await eventually(
      async () => ((await listedPoints()).length === POINTS ? true : undefined),
      'the tree lists all',
    );
    assert.ok(!api.tree.view.message);
  });

  it('completes a query, and puts right what is wrong with it', async () => {
    await vscode.commands.executeCommand('kemari.syncPoints.focus');
    await press('Control+f');
    await boxOpened('Filter Sync Points');
    await press('Control+a');
    await type('ca');
    await boxRows(/cause/);
    await saveScreenshot('filter-completions');
    await press('Enter');
    await boxText('cause == ');
    await type('net-');
    await boxRows(/net-tx/);
    await press('Enter');
    await boxText('cause == "net-tx"');
    await press('Control+a');
    await type('dirtypages > 2 && touches(0x1)');
    await boxRows(/dirtyPages/, /there is no field dirtypages/);
    await saveScreenshot('filter-error');
    await press('Enter');
    await boxText('dirtyPages > 2 && touches(0x1)');
    await press('Escape');
    assert.equal((await listedPoints()).length, POINTS);
  });

  it('finds the next and the previous one by key, on the page and in the tree', async () => {
    const expected = await pointsWhere(file.fsPath, QUERY);
    await focusPage();
    await press('Control+Alt+f');
    await boxOpened('Find Sync Point');
    await press('Control+a');
    await type(QUERY);
    await boxRows(/Find the next one that fits/);
    await press('Enter');
    await inspectorAt(expected[0]!);
    await focusPage();
    for (const point of expected.slice(1, 4)) {
      await press('F3');
      await inspectorAt(point);
    }
    await press('Shift+F3');
    await inspectorAt(expected[2]!);
    await vscode.commands.executeCommand('kemari.syncPoints.focus');
    await press('F3');
    await inspectorAt(expected[3]!);
    await vscode.commands.executeCommand('kemari.showSyncPoint', expected.at(-1));
    await inspectorAt(expected.at(-1)!);
    await press('F3');
    await inspectorAt(expected[0]!);
    assert.equal((await positionOf(file)).point, expected[0]);
  });

  async function focusPage(): Promise<void> {
    await onInspector((frame) => frame.locator('canvas.map-cursor').focus(), undefined);
  }

  /** The sync points of all rows, with the ranges opened. */
  async function listedPoints(node?: Node): Promise<number[]> {
    const points: number[] = [];
    for (const child of await api.tree.getChildren(node)) {
      if (child.point !== undefined) points.push(child.point.point);
      else points.push(...(await listedPoints(child)));
    }
    return points;
  }
});
