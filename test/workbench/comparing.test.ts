import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { setTheme, THEMES } from './colorThemes';
import { diffPoints, inspectTrace, pageBytes, showPoint, wholeMemory } from './commandLine';
import {
  comparisonOf,
  figureRow,
  listedFields,
  listedPages,
  onComparison,
  showTab,
  shownText,
} from './comparison';
import { eventually } from './eventually';
import { inspectorAt } from './inspector';
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
const PAGE_SIZE = 4096;

const file = workspaceFile('compared.kemari');
const other = workspaceFile('compared-other.kemari');

describe('a comparison', () => {
  before(async function () {
    if (!servedWorkbench) this.skip();
    await recordByCommand('counter', 20, 'compared-other.kemari');
    await recordByCommand('mixed', POINTS, 'compared.kemari');
    await inspectorAt(1);
  });

  beforeEach(async () => {
    await openTrace(file);
    await vscode.commands.executeCommand('kemari.showSyncPoint', 40);
    await inspectorAt(40);
  });

  afterEach(closeEditors);

  after(() => setTheme(undefined));

  it('of two sync points shows the pages and fields that the command line tells', async () => {
    await comparePoints(40, 12);
    const { badges, leftFile, rightFile } = await comparisonOf(12, 12, 40, 40);
    const { pages, devices } = await diffPoints(file.fsPath, 12, 40);
    assert.deepEqual([leftFile, rightFile], ['compared.kemari', 'compared.kemari']);
    assert.equal(badges['tab-pages'], pages.length.toLocaleString('en-US'));
    assert.deepEqual(await listedPages(), pages.map(Number));
    await showTab('devices');
    assert.deepEqual(
      await listedFields(),
      devices.map(({ device, field }) => `${device}.${field}`),
    );
  });

  it('asks for the other sync point by its number', async () => {
    const opened = vscode.commands.executeCommand('kemari.comparePoints');
    await eventually(
      () =>
        onPage((page) => page.locator('.quick-input-widget input').fill('+3'), undefined).then(
          () => true,
        ),
      'a number is asked for',
    );
    await onPage((page) => page.keyboard.press('Enter'), undefined);
    await opened;
    await comparisonOf(43, 43, 40, 40);
  });

  it('shows the bytes of both sides, and goes from difference to difference', async () => {
    await comparePoints(40, 12);
    await comparisonOf(12, 12, 40, 40);
    const { pages } = await diffPoints(file.fsPath, 12, 40);
    await onComparison((frame) => frame.locator('.pages-rows .virtual-list').focus(), undefined);
    for (const gfn of pages.slice(0, 3)) {
      await pageIs(gfn);
      const [before, after] = await Promise.all(
        [12, 40].map((at) => pageBytes(file.fsPath, Number(gfn), at)),
      );
      const starts = differingRuns(before!, after!);
      assert.match(await shownText('difference'), new RegExp(`in ${starts.length} runs?$`));
      assert.equal(await shownText('run'), `1 of ${starts.length}`);
      await onPage((page) => page.keyboard.press('F7'), undefined);
      await runIs(`${starts.length > 1 ? 2 : 1} of ${starts.length}`);
      await onPage((page) => page.keyboard.press('Shift+F7'), undefined);
      await runIs(`1 of ${starts.length}`);
      await onPage((page) => page.keyboard.press('ArrowDown'), undefined);
    }
  });

  it('follows the sync points that are typed and stepped to', async () => {
    await comparePoints(40, 12);
    await comparisonOf(12, 12, 40, 40);
    await onComparison(async (frame) => {
      const field = frame.locator('.side-left input').nth(0);
      await field.fill('30');
      await field.press('Enter');
    }, undefined);
    await comparisonOf(30, 30, 40, 40);
    await onComparison((frame) => frame.locator('.side-right .tool').nth(1).click(), undefined);
    const { badges } = await comparisonOf(30, 30, 41, 41);
    const { pages } = await diffPoints(file.fsPath, 30, 41);
    assert.equal(badges['tab-pages'], pages.length.toLocaleString('en-US'));
    await onComparison((frame) => frame.locator('.sides > .tool').click(), undefined);
    await comparisonOf(41, 41, 30, 30);
    assert.deepEqual(await listedPages(), pages.map(Number));
  });

  it('of two ranges shows how often pages were written, and their statistics', async () => {
    const session = (await activateExtension()).sessionFor(file);
    session?.move({ from: 31, to: 50, point: 40 });
    await vscode.commands.executeCommand('kemari.compareRanges');
    await comparisonOf(11, 30, 31, 50);
    await showTab('pages');
    const [left, right] = [await writtenIn(11, 30), await writtenIn(31, 50)];
    const all = [...new Set([...left.keys(), ...right.keys()])].sort((a, b) => a - b);
    assert.deepEqual(await listedPages(), all);
    const [first] = all;
    assert.ok(first !== undefined);
    const times = (count: number | undefined): string => (count === undefined ? '–' : `${count}×`);
    assert.deepEqual(
      await onComparison(
        (frame, gfn) => frame.locator(`[data-gfn="${gfn}"] .what`).allTextContents(),
        first,
      ),
      [`${times(left.get(first))} · ${times(right.get(first))}`],
    );

    await showTab('figures');
    const { points } = await inspectTrace(file.fsPath, POINTS - 1);
    const pagesOf = (from: number, to: number): string =>
      points
        .filter(({ point }) => point >= from && point <= to)
        .reduce((sum, { dirtyPages }) => sum + dirtyPages, 0)
        .toLocaleString('en-US');
    const row = await figureRow('Dirty pages', 'total');
    assert.deepEqual(row.slice(0, 2), [pagesOf(11, 30), pagesOf(31, 50)]);
    await saveScreenshot('comparison-figures');
  });

  it('of two recordings shows the pages that differ in the memories of both', async () => {
    await vscode.commands.executeCommand('kemari.compareTraces', file, [file, other]);
    const { leftFile, rightFile } = await comparisonOf(0, POINTS - 1, 0, 19);
    assert.deepEqual([leftFile, rightFile], ['compared.kemari', 'compared-other.kemari']);
    const [left, right] = [
      await wholeMemory(file.fsPath, POINTS - 1),
      await wholeMemory(other.fsPath, 19),
    ];
    const differing: number[] = [];
    for (let at = 0; at < Math.max(left.length, right.length); at += PAGE_SIZE) {
      const parts = [left, right].map((memory) => memory.subarray(at, at + PAGE_SIZE));
      if (!parts[0]!.equals(parts[1]!)) differing.push(at);
    }
    await showTab('pages');
    assert.equal((await listedPages()).length, differing.length);
    await saveScreenshot('comparison-of-traces');
    await showTab('figures');
    assert.deepEqual((await figureRow('Recording', 'Workload')).slice(0, 2), ['mixed', 'counter']);
  });

  it('leads to the inspector at a side’s sync point and page', async () => {
    await comparePoints(40, 12);
    await comparisonOf(12, 12, 40, 40);
    const gfn = Number((await diffPoints(file.fsPath, 12, 40)).pages[0]);
    await pageIs(`0x${gfn.toString(16)}`);
    await onComparison((frame) => frame.locator('.side-left .tool').nth(2).click(), undefined);
    await inspectorAt(12);
    assert.equal((await positionOf(file)).page, gfn);
  });

  it('is as it was left when its editor comes back', async () => {
    await comparePoints(40, 12);
    await comparisonOf(12, 12, 40, 40);
    await onComparison((frame) => frame.locator('.side-left .tool').nth(1).click(), undefined);
    await comparisonOf(13, 13, 40, 40);
    await showTab('devices');
    await vscode.commands.executeCommand('workbench.action.previousEditor');
    await inspectorAt(40);
    await eventually(
      () =>
        onComparison(() => Promise.resolve(), undefined).then(
          () => undefined,
          () => true,
        ),
      'the comparison is hidden',
    );
    await vscode.commands.executeCommand('workbench.action.nextEditor');
    const { tab } = await comparisonOf(13, 13, 40, 40);
    assert.equal(tab, 'tab-devices');
  });

  it('can be begun at one row of the tree and ended at another', async () => {
    const row = (from: number, to: number) => ({ range: { from, to } });
    await vscode.commands.executeCommand('kemari.selectForCompare', row(5, 5));
    await vscode.commands.executeCommand('kemari.compareWithSelected', row(20, 20));
    await comparisonOf(5, 5, 20, 20);
  });

  for (const { kind, name } of THEMES) {
    it(`has the colours of the ${kind} theme`, async () => {
      await setTheme(name);
      await comparePoints(40, 12);
      await comparisonOf(12, 12, 40, 40);
      const { pages } = await diffPoints(file.fsPath, 12, 40);
      await pageIs(pages[0] ?? '');
      await saveScreenshot(`comparison-pages-${kind}`);
      await showTab('devices');
      await saveScreenshot(`comparison-devices-${kind}`);
    });
  }
});

/** Compares as the command does that asks for a number, which is given here. */
async function comparePoints(right: number, left: number): Promise<void> {
  const node = { range: { from: right, to: right } };
  await vscode.commands.executeCommand('kemari.comparePoints', node, left);
}

async function pageIs(gfn: string): Promise<void> {
  await eventually(
    async () => ((await shownText('compared-page')) === gfn ? true : undefined),
    `the page ${gfn} is shown`,
  );
}

async function runIs(text: string): Promise<void> {
  await eventually(
    async () => ((await shownText('run')) === text ? true : undefined),
    `the difference ${text} is shown`,
  );
}

/** Starts of the runs of bytes that differ. */
function differingRuns(before: Buffer, after: Buffer): number[] {
  const starts: number[] = [];
  for (let at = 0; at < before.length; at++) {
    const differs = before[at] !== after[at];
    if (differs && (at === 0 || before[at - 1] === after[at - 1])) starts.push(at);
  }
  return starts;
}

/** How often each page was written in a range. */
async function writtenIn(from: number, to: number): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  for (let point = from; point <= to; point++) {
    for (const gfn of (await showPoint(file.fsPath, point)).gfns.map(Number)) {
      counts.set(gfn, (counts.get(gfn) ?? 0) + 1);
    }
  }
  return counts;
}
