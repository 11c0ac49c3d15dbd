import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { inspectTrace, pageHistory, showPoint, type ShownPoint } from './commandLine';
import { eventually } from './eventually';
import { inspectorAt, onInspector, paintedAs, readMap } from './inspector';
import { onPage, saveScreenshot, servedWorkbench } from './page';
import {
  activateExtension,
  closeEditors,
  openTrace,
  positionOf,
  recordByCommand,
  workspaceFile,
} from './traces';

const POINTS = 60;
/** Points that are compared in full: the first two, the last, and some between. */
const COMPARED = [1, 2, 7, 23, POINTS - 1];

const file = workspaceFile('mixed.kemari');

describe('the inspector', () => {
  before(async function () {
    if (!servedWorkbench) this.skip();
    await recordByCommand('mixed', POINTS, 'mixed.kemari');
    await inspectorAt(1);
  });

  beforeEach(async () => {
    await openTrace(file);
    await vscode.commands.executeCommand('kemari.showSyncPoint', 0);
    await inspectorAt(0);
  });

  after(closeEditors);

  for (const point of COMPARED) {
    it(`shows of sync point ${point} what the command line shows`, async () => {
      await vscode.commands.executeCommand('kemari.showSyncPoint', point);
      const inspector = await inspectorAt(point);
      const shown = await showPoint(file.fsPath, point);
      assert.equal(inspector.header['cause'], shown.cause);
      assert.equal(inspector.header['pages'], shown.dirtyPages.toLocaleString('en-US'));
      assert.deepEqual(
        inspector.changedFields,
        shown.devices.map(({ device, field }) => `${device}.${field}`),
      );
      assert.deepEqual(await paintedCells(), expectedCells(await mapScale(), shown));
    });
  }

  it('steps through the sync points by commands', async () => {
    const steps: [string, number][] = [
      ['kemari.stepNext', 1],
      ['kemari.stepNext', 2],
      ['kemari.stepPrevious', 1],
      ['kemari.stepLast', POINTS - 1],
      ['kemari.stepFirst', 0],
    ];
    for (const [command, point] of steps) {
      await vscode.commands.executeCommand(command);
      await inspectorAt(point);
    }
  });

  it('steps to the next and the previous sync point with the same cause', async () => {
    const { points } = await inspectTrace(file.fsPath, POINTS - 1);
    const from = points.findIndex(({ cause }, i) => i > 0 && cause === points.at(-1)?.cause);
    const cause = points[from]?.cause;
    const next = points.find((each) => each.point > from && each.cause === cause)?.point;
    assert.ok(next !== undefined, 'the trace has no two sync points with the same cause');
    await vscode.commands.executeCommand('kemari.showSyncPoint', from);
    await vscode.commands.executeCommand('kemari.stepNextSameCause');
    await inspectorAt(next);
    await vscode.commands.executeCommand('kemari.stepPreviousSameCause');
    await inspectorAt(from);
  });

  it('steps by the keys of the workbench and of the page', async () => {
    await onInspector((frame) => frame.locator('canvas.map-cursor').focus(), undefined);
    await onPage((page) => page.keyboard.press('F10'), undefined);
    await inspectorAt(1);
    await onPage((page) => page.keyboard.press('Shift+F10'), undefined);
    await inspectorAt(0);
    await onInspector(
      (frame) => frame.locator('section.timeline [role="slider"]').focus(),
      undefined,
    );
    for (const [key, point] of [
      ['End', POINTS - 1],
      ['ArrowLeft', POINTS - 2],
      ['Home', 0],
      ['ArrowRight', 1],
    ] as const) {
      await onPage((page, pressed) => page.keyboard.press(pressed), key);
      await inspectorAt(point);
    }
  });

  it('selects a clicked page and names its GFN and address', async () => {
    const point = COMPARED[2]!;
    const { gfns } = await showPoint(file.fsPath, point);
    await vscode.commands.executeCommand('kemari.showSyncPoint', point);
    await inspectorAt(point);
    const map = await readMap();
    const cell = map.cells.find((each) => paintedAs(map, each) !== 'unchanged');
    assert.ok(cell, 'no cell is painted');

    await onInspector(
      (frame, position) => frame.locator('canvas.map-cursor').click({ position }),
      await placeOf(cell.gfn),
    );
    const page = await selectedOf(gfns);
    const readout = await onInspector(
      (frame) => frame.locator('.readout .mono').allTextContents(),
      undefined,
    );
    assert.deepEqual(readout, [`0x${page.toString(16)}`, `0x${(page * 4096).toString(16)}`]);
    await saveScreenshot('page-selected');
  });

  it('steps to where the selected page was dirtied', async () => {
    const [first] = (await showPoint(file.fsPath, 1)).gfns;
    assert.ok(first, 'sync point 1 dirtied no page');
    const page = Number(first);
    const history = (await pageHistory(file.fsPath, page)).filter((point) => point > 0);
    const session = (await activateExtension()).sessionFor(file);
    session?.move({ page });
    for (const point of history.slice(0, 3)) {
      await vscode.commands.executeCommand('kemari.stepNextPageChange');
      await inspectorAt(point);
    }
  });

  it('selects a page by keyboard alone', async () => {
    const { gfns } = await showPoint(file.fsPath, 2);
    await vscode.commands.executeCommand('kemari.showSyncPoint', 2);
    await inspectorAt(2);
    await onInspector((frame) => frame.locator('canvas.map-cursor').focus(), undefined);
    await onPage((page) => page.keyboard.press('Home'), undefined);
    await onPage((page) => page.keyboard.press('Control+ArrowRight'), undefined);
    await onPage((page) => page.keyboard.press('Enter'), undefined);
    // Home is the first cell of all, and what follows is the first run that was dirtied.
    assert.equal(await selectedOf(gfns), Number(gfns[0]));
  });
});

/** The selected page, once it is one of these. */
function selectedOf(gfns: readonly string[]): Promise<number> {
  return eventually(
    async () => {
      const { page } = await positionOf(file);
      return page !== undefined && gfns.includes(`0x${page.toString(16)}`) ? page : undefined;
    },
    `one of the pages ${gfns.join(', ')} is selected`,
  );
}

interface MapScale {
  readonly pagesPerCell: number;
  readonly firstGfns: readonly number[];
}

async function mapScale(): Promise<MapScale> {
  const { pagesPerCell, cells } = await readMap();
  return { pagesPerCell, firstGfns: cells.map(({ gfn }) => gfn) };
}

/** First GFNs of the cells that the map paints as changed, by what they are painted as. */
async function paintedCells(): Promise<{ data: number[]; zero: number[] }> {
  const map = await readMap();
  const painted = (as: string): number[] =>
    map.cells.filter((cell) => paintedAs(map, cell) === as).map(({ gfn }) => gfn);
  return { data: painted('data'), zero: painted('zero') };
}

/** The same from the dirty pages: data over zero over unchanged, however many pages a cell holds. */
function expectedCells(
  { pagesPerCell, firstGfns }: MapScale,
  { gfns, zeroGfns }: ShownPoint,
): { data: number[]; zero: number[] } {
  const zero = new Set(zeroGfns.map(Number));
  const cellOf = (gfn: number): number | undefined =>
    firstGfns.findLast((first) => first <= gfn && gfn < first + pagesPerCell);
  const cells = (pages: number[]): Set<number | undefined> => new Set(pages.map(cellOf));
  const dataCells = cells(gfns.map(Number).filter((gfn) => !zero.has(gfn)));
  const zeroCells = cells([...zero]);
  return {
    data: firstGfns.filter((first) => dataCells.has(first)),
    zero: firstGfns.filter((first) => zeroCells.has(first) && !dataCells.has(first)),
  };
}

/** The middle of a page's cell on the map, in CSS pixels. */
function placeOf(gfn: number): Promise<{ x: number; y: number }> {
  return onInspector(
    (frame, wanted) =>
      frame.evaluate((target) => {
        const canvas = document.querySelector<HTMLCanvasElement>('canvas.map-cells');
        if (!canvas) throw new Error('there is no map');
        const { dataset, width } = canvas;
        const [side, columns, each] = [
          dataset['cell'],
          dataset['columns'],
          dataset['pagesPerCell'],
        ].map(Number) as [number, number, number];
        const origins = JSON.parse(dataset['origins'] ?? '[]') as {
          gfn: number;
          pages: number;
          x: number;
          y: number;
        }[];
        const origin = origins.find(
          (region) => target >= region.gfn && target < region.gfn + region.pages,
        );
        if (!origin) throw new Error(`page ${target} is in no region`);
        const cell = Math.floor((target - origin.gfn) / each);
        const ratio = width / canvas.clientWidth;
        return {
          x: (origin.x + (cell % columns) * side + side / 2) / ratio,
          y: (origin.y + Math.floor(cell / columns) * side + side / 2) / ratio,
        };
      }, wanted),
    gfn,
  );
}
