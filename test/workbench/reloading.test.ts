import assert from 'node:assert/strict';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from './eventually';
import {
  chooseInWindow,
  closeWindow,
  openInWindow,
  openWindow,
  readWindow,
  reloadWindow,
  runInWindow,
  showInWindow,
  type ShownWindow,
} from './otherWindow';
import { servedWorkbench } from './page';
import { closeEditors, recordByCommand, workspaceFile } from './traces';

const NAME = 'reloaded.kemari';

describe('a window that is reloaded', () => {
  before(async function () {
    if (!servedWorkbench) this.skip();
    const trace = await recordByCommand('mixed', 60, NAME);
    await closeEditors();
    const folder = workspaceFile('reloaded').fsPath;
    await mkdir(folder);
    await copyFile(trace.fsPath, path.join(folder, NAME));
    await openWindow(folder);
  });

  after(() => (servedWorkbench ? closeWindow() : undefined));

  const inspectorAt = (point: number): Promise<ShownWindow> =>
    shown(({ inspector }) => inspector?.point === point, `sync point ${point}`);

  it('shows the sync point, and is as it was arranged', async () => {
    await openInWindow(NAME);
    await inspectorAt(1);
    await runInWindow('Kemari: Go to Sync Point', '17');
    await inspectorAt(17);
    await chooseInWindow('.map select', 'times');
    await chooseInWindow('.map .segments button:has-text("Hilbert")');
    await chooseInWindow('#tab-outputs');
    const before = await inspectorAt(17);
    assert.deepEqual(before.inspector, {
      point: 17,
      colouring: 'times',
      layout: 'Hilbert',
      tab: 'tab-outputs',
    });

    await reloadWindow();
    assert.deepEqual(await inspectorAt(17), before);
  });

  it('shows a comparison that was open, and the trace beside it', async () => {
    await runInWindow('Kemari: Compare with Sync Point', '5');
    const before = await comparisonOf(5, 17);
    assert.equal(before.tabs.length, 2);

    await reloadWindow();
    assert.deepEqual(await comparisonOf(5, 17), before);
    await showInWindow(NAME);
    await inspectorAt(17);
  });

  const comparisonOf = (left: number, right: number): Promise<ShownWindow> =>
    shown(
      ({ comparison }) => comparison?.points.join() === [left, left, right, right].join(),
      `a comparison of ${left} with ${right}`,
    );
});

function shown(wanted: (window: ShownWindow) => boolean, what: string): Promise<ShownWindow> {
  return eventually(async () => {
    const window = await readWindow();
    if (wanted(window)) return window;
    throw new Error(`it shows ${JSON.stringify(window)}`);
  }, `the other window shows ${what}`);
}
