import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { kemariText, showPoint } from './commandLine';
import { eventually } from './eventually';
import { inspectorAt, onInspector } from './inspector';
import { onPage, saveScreenshot, servedWorkbench } from './page';
import { closeEditors, openTrace, positionOf, recordByCommand, workspaceFile } from './traces';

const POINTS = 60;
const file = workspaceFile('devices.kemari');

/** What a plot tells of itself. */
interface ShownPlot {
  readonly from: number;
  readonly to: number;
  readonly point: number;
  readonly changes: number;
  readonly value: string;
  readonly summary: string;
  readonly coloured: number;
}

describe('the devices', () => {
  before(async function () {
    if (!servedWorkbench) this.skip();
    await recordByCommand('mixed', POINTS, 'devices.kemari');
  });

  beforeEach(async () => {
    await openTrace(file);
    await vscode.commands.executeCommand('kemari.showSyncPoint', 7);
    await inspectorAt(7);
  });

  after(closeEditors);

  it('show of a register its bits, before and after', async () => {
    const { point, flags } = await firstChangeOfFlags();
    await vscode.commands.executeCommand('kemari.showSyncPoint', point);
    await inspectorAt(point);
    await onInspector((frame) => frame.locator('[data-path="cpu.0.eflags"]').focus(), undefined);
    await onPage((page) => page.keyboard.press('ArrowRight'), undefined);
    const rows = await eventually(async () => {
      const shown = await onInspector(
        (frame) => frame.locator('.row.part').allTextContents(),
        undefined,
      );
      return shown.length > 0 ? shown : undefined;
    }, 'the bits are shown');
    const bit = (value: unknown, at: number) => (Number(value) >> at) & 1;
    for (const [name, at] of [
      ['CF', 0],
      ['PF', 2],
      ['ZF', 6],
      ['IF', 9],
    ] as const) {
      const expected = `${name}${bit(flags.before, at)}${bit(flags.after, at)}`;
      assert.ok(rows.includes(expected), `${expected} is not among ${rows.join(', ')}`);
    }
    await onPage((page) => page.keyboard.press('ArrowLeft'), undefined);
  });

  it('find fields that did not change, and by the names of their bits', async () => {
    await onInspector((frame) => frame.locator('.filter-input').click(), undefined);
    await onPage((page) => page.keyboard.type('DLAB'), undefined);
    const names = await eventually(async () => {
      const shown = await onInspector(
        (frame) => frame.locator('.row.field .field-name').allTextContents(),
        undefined,
      );
      return shown.includes('uart.0.lcr') ? shown : undefined;
    }, 'the line control register is found');
    assert.deepEqual(names, ['uart.0.lcr']);
    await onPage((page) => page.keyboard.press('Escape'), undefined);
  });

  it('plot a field over the range, and a click in the plot moves the session', async () => {
    await onInspector(
      (frame) => frame.locator('[data-path="cpu.0.instruction_counter"]').focus(),
      undefined,
    );
    await onPage((page) => page.keyboard.press('p'), undefined);
    const plot = await plotAt(7);
    const values: number[] = [];
    for (let point = 0; point < POINTS; point++) {
      const state = JSON.parse(await kemariText('show', file.fsPath, String(point), '--state')) as {
        'cpu.0': { instruction_counter: number };
      };
      values.push(state['cpu.0'].instruction_counter);
    }
    assert.deepEqual([plot.from, plot.to], [0, POINTS - 1]);
    assert.equal(plot.value, values[7]?.toLocaleString('en-US'));
    assert.equal(
      plot.changes,
      values.filter((value, i) => i > 0 && value !== values[i - 1]).length,
    );
    assert.ok(plot.summary.includes(`highest ${Math.max(...values).toLocaleString('en-US')}`));
    assert.ok(plot.coloured > 100, `only ${plot.coloured} pixels have the colour of the line`);
    await saveScreenshot('plot');

    await onInspector(async (frame) => {
      const width = await frame.evaluate(
        () => document.querySelector('.plot .u-over')?.clientWidth ?? 0,
      );
      await frame.locator('.plot .u-over').click({ position: { x: width / 2, y: 20 } });
    }, undefined);
    const { point } = await eventually(async () => {
      const position = await positionOf(file);
      return position.point === 7 ? undefined : position;
    }, 'the session has moved');
    assert.equal(point, POINTS / 2);
    await inspectorAt(point);
    assert.equal((await plotAt(point)).value, values[point]?.toLocaleString('en-US'));
  });

  it('step and change the range by the keys of a plot, and take it away', async () => {
    await onInspector((frame) => frame.locator('.plot-canvas').focus(), undefined);
    for (const [key, point] of [
      ['ArrowRight', 8],
      ['End', POINTS - 1],
      ['Home', 0],
      ['ArrowRight', 1],
    ] as const) {
      await onPage((page, pressed) => page.keyboard.press(pressed), key);
      await plotAt(point);
    }
    await onPage((page) => page.keyboard.press('+'), undefined);
    await eventually(async () => {
      const { from, to } = await plotAt(1);
      const position = await positionOf(file);
      return to < POINTS - 1 && from === position.from && to === position.to ? true : undefined;
    }, 'the plot shows the narrowed range');
    await onPage((page) => page.keyboard.press('0'), undefined);
    await onPage((page) => page.keyboard.press('Delete'), undefined);
    await eventually(
      async () =>
        (await onInspector((frame) => frame.locator('.plot').allTextContents(), undefined))
          .length === 0
          ? true
          : undefined,
      'there is no plot',
    );
  });

  it('are compared by VS Code itself, with what the command line prints', async () => {
    await vscode.commands.executeCommand('kemari.compareDeviceStateWithPrevious');
    await comparedStates(6, 7);
    await saveScreenshot('device-states');
    await openTrace(file);
    await vscode.commands.executeCommand('kemari.compareDeviceStateWith', undefined, 41);
    await comparedStates(7, 41);
  });

  it('open as a read-only document, also when the trace is in no editor', async () => {
    await vscode.commands.executeCommand('kemari.openDeviceState');
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.languageId, 'json');
    assert.equal(document?.getText(), await stateText(7));
    const { uri } = document ?? assert.fail();
    await closeEditors();
    const other = vscode.Uri.from({
      ...uri,
      path: '/other.json',
      query: uri.query.replace(',7]', ',9]'),
    });
    const closed = await vscode.workspace.openTextDocument(other);
    assert.equal(closed.getText(), await stateText(9));
  });

  it('of no file that is not to be touched are opened', async () => {
    const query = JSON.stringify(['file://evil.example/share/x.kemari', 1]);
    const uri = vscode.Uri.from({ scheme: 'kemari-state', path: '/x.json', query });
    await assert.rejects(async () => vscode.workspace.openTextDocument(uri));
  });
});

/** The first sync point that changed the CPU's flags. */
async function firstChangeOfFlags() {
  for (let point = 1; point < POINTS; point++) {
    const { devices } = await showPoint(file.fsPath, point);
    const flags = devices.find(({ device, field }) => device === 'cpu.0' && field === 'eflags');
    if (flags !== undefined) return { point, flags };
  }
  return assert.fail('no sync point changed EFLAGS');
}

function stateText(point: number): Promise<string> {
  return kemariText('show', file.fsPath, String(point), '--state');
}

/** Waits until the active editor compares the states of two sync points, and checks both. */
async function comparedStates(left: number, right: number): Promise<void> {
  const { original, modified } = await eventually(() => {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    if (!(input instanceof vscode.TabInputTextDiff)) return undefined;
    const isShown = input.modified.path.endsWith(`@${right}.json`);
    return isShown ? input : undefined;
  }, `the states of ${left} and ${right} are compared`);
  const texts = await Promise.all(
    [original, modified].map(async (uri) =>
      (await vscode.workspace.openTextDocument(uri)).getText(),
    ),
  );
  assert.deepEqual(texts, [await stateText(left), await stateText(right)]);
}

/** The plot once it shows a sync point. */
function plotAt(point: number): Promise<ShownPlot> {
  return eventually(async () => {
    const plot = await readPlot();
    return plot?.point === point && plot.busy !== 'true' ? plot : undefined;
  }, `the plot shows sync point ${point}`);
}

function readPlot(): Promise<(ShownPlot & { readonly busy: string | null }) | undefined> {
  return onInspector(
    (frame) =>
      frame.evaluate(() => {
        const plot = document.querySelector('.plot');
        const shown = plot?.querySelector<HTMLElement>('.plot-canvas');
        const canvas = plot?.querySelector('canvas');
        const context = canvas?.getContext('2d');
        if (!plot || !shown || !canvas || !context) return undefined;
        if (shown.dataset['changes'] === undefined) return undefined;
        const heat = getComputedStyle(document.body).getPropertyValue('--heat').split(',');
        const line = heat[4]?.trim() ?? '';
        const wanted = [1, 3, 5].map((at) => Number.parseInt(line.slice(at, at + 2), 16));
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        let coloured = 0;
        for (let at = 0; at < data.length; at += 4) {
          if (wanted.every((value, i) => Math.abs((data[at + i] ?? 0) - value) < 8)) coloured++;
        }
        return {
          from: Number(shown.dataset['from']),
          to: Number(shown.dataset['to']),
          point: Number(shown.dataset['point']),
          changes: Number(shown.dataset['changes']),
          busy: shown.getAttribute('aria-busy'),
          value: plot.querySelector('.plot-value')?.textContent ?? '',
          summary: plot.querySelector('.hidden-text')?.textContent ?? '',
          coloured,
        };
      }),
    undefined,
  );
}
