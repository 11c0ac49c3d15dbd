import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { laneTop, slotLeft, slotMiddle } from '../../media/timeline/scales';
import type { KemariApi } from '../../src/extension';
import { inspectTrace, showPoint, type InspectedPoint } from './commandLine';
import { eventually } from './eventually';
import { inspectorAt, onInspector, paintedAs, readMap } from './inspector';
import { onPage, saveScreenshot, servedWorkbench } from './page';
import {
  barHeights,
  doubleClickOnTimeline,
  dragOnTimeline,
  scaleOf,
  shownTimeline,
  wheelOnTimeline,
} from './timelinePicture';
import {
  activateExtension,
  closeEditors,
  openTrace,
  positionOf,
  recordByCommand,
  workspaceFile,
} from './traces';

const POINTS = 60;
const MANY_POINTS = 2400;
/** As designed: ui and test must agree on where the lanes are. */
const PAGES_LANE = { top: 52, height: 28 };
const PAUSE_LANE = { top: 85, height: 34 };
const OVERVIEW_MIDDLE = 20;

const file = workspaceFile('brushed.kemari');
const last = POINTS - 1;

describe('the timeline', () => {
  let api: KemariApi;
  let points: readonly InspectedPoint[];

  before(async function () {
    if (!servedWorkbench) this.skip();
    api = await activateExtension();
    await recordByCommand('mixed', POINTS, 'brushed.kemari');
    await inspectorAt(1);
    await vscode.commands.executeCommand('kemari.syncPoints.focus');
    points = (await inspectTrace(file.fsPath, last)).points;
  });

  beforeEach(async () => {
    await openTrace(file);
    api.sessionFor(file)?.move({ point: 0, from: 0, to: last });
    await inspectorAt(0);
  });

  after(closeEditors);

  /** Waits until timeline, tree and map all show a range, and compares them with the command line. */
  async function everythingShows(from: number, to: number): Promise<void> {
    await eventually(async () => {
      const shown = await positionOf(file);
      if (shown.from === from && shown.to === to) return true;
      throw new Error(`the range is ${shown.from} to ${shown.to}`);
    }, `the range is ${from} to ${to}`);
    await eventually(async () => {
      const shown = await shownTimeline();
      return shown.from === from && shown.to === to ? true : undefined;
    }, 'the timeline shows the range');
    await inspectorAt((await positionOf(file)).point);

    const rows = await api.tree.getChildren();
    const listed = points.slice(from, to + 1);
    assert.deepEqual(
      rows.map(({ point }) => [point?.point, point?.dirtyPages]),
      listed.map(({ point, dirtyPages }) => [point, dirtyPages]),
    );
    const whole = from === 0 && to === last;
    await eventually(
      () =>
        api.tree.view.description === (whole ? 'pages · pause' : `${from}–${to} · pages · pause`)
          ? true
          : undefined,
      'the tree tells the range',
    );

    const dirtied = new Set<number>();
    for (let point = from; point <= to; point++) {
      for (const gfn of (await showPoint(file.fsPath, point)).gfns) dirtied.add(Number(gfn));
    }
    const map = await readMap();
    const painted = map.cells.filter((cell) => paintedAs(map, cell) !== 'unchanged');
    const expected = map.cells.filter(({ gfn }) =>
      Array.from({ length: map.pagesPerCell }, (_, i) => gfn + i).some((page) => dirtied.has(page)),
    );
    assert.deepEqual(
      painted.map(({ gfn }) => gfn),
      expected.map(({ gfn }) => gfn),
    );
    const [words] = await onInspector((frame) => frame.locator('#map-text').allTextContents(), 0);
    const range = `Range ${from}–${to}: ${dirtied.size.toLocaleString('en-US')} of 8,192 pages dirtied, `;
    assert.ok(words?.startsWith(range), `${words} does not begin with ${range}`);
  }

  it('paints of each sync point the pages and the pause that the command line tells', async () => {
    const scale = await scaleOf(0, last);
    // The line of the current point, which is 0, is painted over its bar.
    const shown = points.slice(1);
    const xs = shown.map(({ point }) => Math.floor(slotMiddle(scale, point)) - 1);
    const pages = points.map(({ dirtyPages }) => dirtyPages);
    assert.deepEqual(
      await barHeights(PAGES_LANE, xs),
      shown.map(({ dirtyPages }) => heightOf(dirtyPages, laneTop(pages), PAGES_LANE.height)),
    );
    const pauses = points.map(({ pauseUs }) => pauseUs);
    const painted = await barHeights(PAUSE_LANE, xs);
    shown.forEach(({ point, pauseUs }, i) => {
      const height = Math.min(1, pauseUs / laneTop(pauses)) * PAUSE_LANE.height;
      // Phases end between pixels.
      assert.ok(Math.abs(painted[i]! - height) <= 2, `${point}: ${painted[i]} for ${height}`);
    });
  });

  it('paints the most pages of the points that share a column, so that no peak is lost', async () => {
    const many = await recordByCommand('mixed', MANY_POINTS, 'many.kemari');
    await inspectorAt(1);
    const end = MANY_POINTS - 1;
    await eventually(
      async () => ((await shownTimeline()).to === end ? true : undefined),
      'all is shown',
    );
    const told = (await inspectTrace(many.fsPath, end)).points;
    const scale = await scaleOf(0, end);
    const each = Math.ceil(MANY_POINTS / Math.floor(scale.slot * MANY_POINTS));
    assert.ok(each > 1, 'every point has a column of its own');
    const columns = Array.from({ length: Math.ceil(MANY_POINTS / each) }, (_, column) =>
      told.slice(column * each, (column + 1) * each),
    );
    const most = columns.map((some) => Math.max(...some.map(({ dirtyPages }) => dirtyPages)));
    const xs = columns.map((some) => Math.round(slotLeft(scale, some[0]!.point)));
    const painted = await barHeights(PAGES_LANE, xs);
    const top = laneTop(most);
    // Those beside the line of the current point are left out.
    const near = (x: number): boolean => Math.abs(x - slotMiddle(scale, 1)) < 8;
    assert.deepEqual(
      painted.filter((_, i) => !near(xs[i]!)),
      most.map((value) => heightOf(value, top, PAGES_LANE.height)).filter((_, i) => !near(xs[i]!)),
    );
    await saveScreenshot('timeline-many');
  });

  it('is brushed by keyboard, and map and tree follow', async () => {
    await chooseRangeColours();
    for (const [point, key] of [
      [12, '['],
      [25, ']'],
    ] as const) {
      await vscode.commands.executeCommand('kemari.showSyncPoint', point);
      await inspectorAt(point);
      await pressOnTimeline(key);
    }
    await everythingShows(12, 25);
    await saveScreenshot('timeline-brushed');
    await pressOnTimeline('Shift+ArrowRight');
    await everythingShows(12, 26);
    await pressOnTimeline('-');
    await eventually(async () => {
      const { from, to } = await positionOf(file);
      return to - from === 29 ? true : undefined;
    }, 'the range is twice as long');
    await pressOnTimeline('0');
    await everythingShows(0, last);
  });

  it('is brushed by mouse: drawn, stretched, moved, zoomed and shown as a whole', async () => {
    await chooseRangeColours();
    const scale = await scaleOf(0, last);
    const at = (point: number) => ({ x: slotMiddle(scale, point), y: OVERVIEW_MIDDLE });
    await dragOnTimeline(at(30), at(44));
    await everythingShows(30, 44);
    await dragOnTimeline({ x: slotLeft(scale, 45), y: OVERVIEW_MIDDLE }, at(50));
    await everythingShows(30, 50);
    await dragOnTimeline(at(40), at(35));
    await everythingShows(25, 45);

    const { slot } = await scaleOf(25, 45);
    await dragOnTimeline({ x: 400, y: 128 }, { x: 400 + 3 * slot, y: 128 });
    await everythingShows(22, 42);
    const range = await scaleOf(22, 42);
    await wheelOnTimeline({ x: slotMiddle(range, 22), y: 66 }, -100);
    await everythingShows(22, 32);
    await doubleClickOnTimeline({ x: 300, y: OVERVIEW_MIDDLE });
    await eventually(async () => {
      const { from, to } = await positionOf(file);
      return from === 0 && to === last ? true : undefined;
    }, 'the whole trace is shown');
  });

  it('is shown as a whole again by a command of the tree', async () => {
    api.sessionFor(file)?.move({ from: 5, to: 9 });
    await everythingShows(5, 9);
    await vscode.commands.executeCommand('kemari.showAllSyncPoints');
    await everythingShows(0, last);
  });

  it('gets lanes by keyboard, which are there again when the page was hidden', async () => {
    await pressOnTimeline('l');
    for (const key of ['Enter', 'ArrowDown', 'ArrowDown', 'Enter']) {
      await onPage((page, pressed) => page.keyboard.press(pressed), key);
    }
    await onPage((page) => page.keyboard.press('Escape'), undefined);
    const causes = new Set(points.map(({ cause }) => cause)).size;
    const height = 138 + (24 + 5) + (11 * causes + 5);
    const isHigh = async () => ((await shownTimeline()).height === height ? true : undefined);
    await eventually(isHigh, `the timeline is ${height} pixels high`);
    await saveScreenshot('timeline-lanes');
    await recordByCommand('idle', 3, 'other.kemari');
    await inspectorAt(1);
    await openTrace(file);
    await inspectorAt(0);
    await eventually(isHigh, 'the lanes are there again');
  });

  it('tells in words what it shows', async () => {
    const { text, valueText } = await shownTimeline();
    const most = Math.max(...points.map(({ dirtyPages }) => dirtyPages));
    assert.ok(text.startsWith(`Whole trace: ${POINTS} sync points in `), text);
    assert.ok(text.includes(`dirty pages at most ${most.toLocaleString('en-US')}, `), text);
    assert.equal(valueText, `Sync point 0 of ${POINTS}, range 0–${last}`);
    await vscode.commands.executeCommand('kemari.showSyncPoint', 9);
    await onInspector((frame) => frame.locator('canvas.map-cursor').focus(), undefined);
    const { cause, dirtyPages } = points[9]!;
    await vscode.commands.executeCommand('kemari.stepPrevious');
    await vscode.commands.executeCommand('kemari.stepNext');
    await eventually(async () => {
      const [said] = await onInspector(
        (frame) => frame.locator('header [role="status"]').allTextContents(),
        undefined,
      );
      if (said?.startsWith(`Sync point 9 of ${POINTS}, ${cause}, ${dirtyPages} dirty page`))
        return true;
      throw new Error(`it says: ${said}`);
    }, 'the step is announced');
  });
});

function heightOf(value: number, top: number, height: number): number {
  return value > 0 ? Math.max(1, Math.round(Math.min(1, value / top) * height)) : 0;
}

async function pressOnTimeline(key: string): Promise<void> {
  await onInspector(
    (frame) => frame.locator('section.timeline [role="slider"]').focus(),
    undefined,
  );
  await onPage((page, pressed) => page.keyboard.press(pressed), key);
}

async function chooseRangeColours(): Promise<void> {
  await onInspector(
    (frame) => frame.locator('.map select.choice').selectOption('times'),
    undefined,
  );
}
