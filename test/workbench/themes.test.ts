import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { setTheme, THEMES } from './colorThemes';
import { eventually } from './eventually';
import { inspectorAt, onInspector, paintedAs, readMap, type PaintedMap } from './inspector';
import { saveScreenshot, servedWorkbench } from './page';
import { activateExtension, closeEditors, recordByCommand } from './traces';

/** The colour of unchanged pages in each kind of theme. */
const UNCHANGED = {
  dark: '#2b2b2b',
  light: '#f3f3f3',
  'high-contrast': '#1e1e1e',
  'high-contrast-light': '#ededed',
} as const;

const POINT = 30;

describe('the inspector in each theme', () => {
  before(async function () {
    if (!servedWorkbench) this.skip();
    await recordByCommand('mixed', 60, 'themes.kemari');
    await vscode.commands.executeCommand('workbench.view.extension.kemari');
    await vscode.commands.executeCommand('kemari.showSyncPoint', POINT);
    await inspectorAt(POINT);
    const { tree } = await activateExtension();
    await eventually(
      () => tree.view.selection.find(({ range }) => range.from === POINT),
      'the tree has selected the current row',
    );
    await onInspector(
      (frame) => frame.locator('.map select.choice').selectOption('times'),
      undefined,
    );
  });

  after(async () => {
    await setTheme(undefined);
    await closeEditors();
  });

  for (const { kind, name } of THEMES) {
    const unchanged = UNCHANGED[kind];
    it(`draws the map in the colours of the ${kind} theme`, async () => {
      await setTheme(name);
      const map = await eventually(async () => {
        const painted = await readMap();
        return painted.unchanged === unchanged && hasUnchanged(painted) ? painted : undefined;
      }, `the map has the ${kind} theme's colours`);
      assert.ok(
        map.cells.some((cell) => paintedAs(map, cell) === 'data'),
        'no cell shows a dirtied page',
      );
      await saveScreenshot(`inspector-${kind}`);
    });
  }
});

function hasUnchanged(map: PaintedMap): boolean {
  return map.cells.some((cell) => paintedAs(map, cell) === 'unchanged');
}
