import * as vscode from 'vscode';
import { asGfn } from '../../src/core/gfn';
import type { SyncPoint } from '../../src/core/syncPoint';
import type { KemariApi } from '../../src/extension';
import { diffDevices } from '../../src/replay/deviceDiff';
import { eventually } from '../workbench/eventually';
import { inspectorAt } from '../workbench/inspector';
import { onPage, saveScreenshot } from '../workbench/page';
import { deepEqual, exists, match } from './assert';
import { readWorkspaceJson, workspaceFile } from './workspace';

interface Expected {
  readonly inspect: {
    readonly pointCount: number;
    readonly workload: string;
    readonly points: readonly SyncPoint[];
  };
  /** Of one sync point. */
  readonly show: {
    readonly point: number;
    readonly gfns: readonly string[];
    readonly devices: readonly { readonly device: string; readonly field: string }[];
  };
  /** Of that point's first page. */
  readonly history: { readonly history: readonly { readonly point: number }[] };
}

describe('the extension in a browser', () => {
  let api: KemariApi;
  let expected: Expected;
  const uri = workspaceFile('web.kemari');

  before(async () => {
    expected = await readWorkspaceJson<Expected>('expected.json');
    const extension = vscode.extensions.getExtension<KemariApi>('kemari.kemari');
    api = await exists(extension, 'the extension').activate();
  });

  const session = () => exists(api.sessionFor(uri), 'the open trace');
  const command = (name: string, ...values: unknown[]) =>
    vscode.commands.executeCommand(name, ...values);

  it('runs without Node', () => {
    deepEqual(vscode.env.uiKind, vscode.UIKind.Web);
    deepEqual(vscode.env.remoteName, undefined);
    deepEqual(Object.hasOwn(globalThis, 'Buffer'), false, 'a Buffer');
  });

  it('welcomes with what can be done here, which is not to record', async () => {
    await command('kemari.syncPoints.focus');
    const welcome = await eventually(async () => {
      const texts = await onPage(
        (page) => page.locator('.welcome-view-content').allTextContents(),
        undefined,
      );
      return texts.find((text) => text.includes('No trace is open'));
    }, 'the view of sync points has its welcome');
    match(welcome, /Open a Trace/);
    match(welcome, /needs desktop VS Code/);
    deepEqual(welcome.includes('Record a Trace'), false, 'an offer to record');
    await saveScreenshot('web-welcome');
  });

  it('offers in the command palette to open a trace, but not to record one', async () => {
    const offered = await onPage(async (page) => {
      await page.keyboard.press('F1');
      const input = page.locator('.quick-input-widget input');
      await input.focus();
      for (const key of 'Kemari') await page.keyboard.press(key);
      await page.waitForTimeout(1000);
      const rows = await page.locator('.quick-input-list .label-name').allTextContents();
      await page.keyboard.press('Escape');
      return rows;
    }, undefined);
    const titles = offered.filter((title) => title.startsWith('Kemari:'));
    deepEqual(titles.includes('Kemari: Open a Trace...'), true, JSON.stringify(offered));
    deepEqual(
      titles.some((title) => title.includes('Record')),
      false,
      'an offer to record',
    );
  });

  it('opens a trace of a virtual file system, with what the command line says of it', async () => {
    deepEqual(uri.scheme === 'file', false, 'a file on a disk');
    await command('vscode.openWith', uri, 'kemari.trace');
    await eventually(() => api.sessionFor(uri), 'the trace is open');
    const { trace } = session();
    deepEqual(trace.header.workload, expected.inspect.workload);
    deepEqual(trace.pointCount, expected.inspect.pointCount);
    const facts = (points: readonly SyncPoint[]) =>
      points.map(({ point, cause, dirtyPages, zeroPages, pauseUs, sentBytes, timeUs }) => {
        return { point, cause, dirtyPages, zeroPages, pauseUs, sentBytes, timeUs };
      });
    deepEqual(
      facts(await trace.points(0, trace.pointCount - 1)),
      facts(expected.inspect.points),
      'the sync points',
    );
  });

  it('lists its sync points in the tree', async () => {
    const ranges = await api.tree.getChildren();
    const rows = (await Promise.all(ranges.map((range) => api.tree.getChildren(range)))).flat();
    deepEqual(
      rows.map(({ point }) => [point?.point, point?.cause, point?.dirtyPages, point?.pauseUs]),
      expected.inspect.points.map((each) => [
        each.point,
        each.cause,
        each.dirtyPages,
        each.pauseUs,
      ]),
      'the rows',
    );
  });

  it('steps in both directions, and to where the command line says the cause is the same', async () => {
    const { points } = expected.inspect;
    await command('kemari.showSyncPoint', 10);
    await command('kemari.stepNext');
    deepEqual(session().position.point, 11);
    await command('kemari.stepPrevious');
    await command('kemari.stepNextSameCause');
    const same = points.find(({ point, cause }) => point > 10 && cause === points[10]?.cause);
    deepEqual(session().position.point, same?.point, 'the next sync point of the same cause');
    await command('kemari.stepLast');
    deepEqual(session().position.point, points.length - 1);
  });

  it('selects the row of the sync point that it steps to', async () => {
    await command('kemari.showSyncPoint', 77);
    await eventually(() => {
      return api.tree.view.selection[0]?.point?.point === 77 ? true : undefined;
    }, 'the row of sync point 77 is selected');
  });

  it('draws a sync point in the page, with the changed fields that the command line names', async () => {
    const { point, devices, gfns } = expected.show;
    await command('kemari.showSyncPoint', point);
    const shown = await inspectorAt(point);
    deepEqual(shown.header['pages'], String(gfns.length), 'the header');
    const expectedFields = devices.map(({ device, field }) => `${device}.${field}`);
    const missing = shown.changedFields.filter((field) => !expectedFields.includes(field));
    deepEqual(missing, [], 'fields that did not change');
    deepEqual(shown.changedFields.length > 0, true, 'changed fields');
    await saveScreenshot('web-trace');
  });

  it('knows the pages and the device fields that a sync point changed', async () => {
    const { point, gfns, devices } = expected.show;
    const { trace } = session();
    const dirty = await trace.dirtyPages(point);
    deepEqual(
      Array.from(dirty.gfns, (gfn) => `0x${gfn.toString(16)}`),
      gfns,
      'the dirty pages',
    );
    const changes = diffDevices(await trace.devices(point - 1), await trace.devices(point));
    deepEqual(
      changes.map(({ device, field }) => `${device} ${field}`),
      devices.map(({ device, field }) => `${device} ${field}`),
      'the changed fields',
    );
  });

  it('knows the history of a page, and its bytes', async () => {
    const gfn = asGfn(Number(expected.show.gfns[0]));
    const { trace } = session();
    const history = await trace.pageHistory(gfn, 0, trace.pointCount - 1);
    deepEqual(
      [...history],
      expected.history.history.map(({ point }) => point),
      'the history',
    );
    const { bytes, point } = await trace.page(gfn, expected.show.point);
    deepEqual([bytes.length, point], [4096, expected.show.point]);
  });

  it('answers the tools for language models', async () => {
    const { content } = await vscode.lm.invokeTool('kemari_find', {
      input: { query: 'cause == "serial-tx" && dirtyPages > 20' },
      toolInvocationToken: undefined,
    });
    const [part] = content as vscode.LanguageModelTextPart[];
    const { points, matches } = JSON.parse(part?.value ?? '') as {
      points: SyncPoint[];
      matches: number;
    };
    const fitting = expected.inspect.points
      .filter(({ cause, dirtyPages }) => cause === 'serial-tx' && dirtyPages > 20)
      .map(({ point }) => point);
    deepEqual(matches, fitting.length, 'how many fit');
    // Of many it tells only as many as there is room for.
    const told = points.map(({ point }) => point);
    deepEqual(told, fitting.slice(0, told.length), 'the sync points that fit');
    deepEqual(told.length > 0, true, 'any');
  });

  it('says why it cannot record when it is asked to', async () => {
    await command('kemari.record');
    const told = await eventually(async () => {
      const texts = await onPage(
        (page) => page.locator('.notification-toast').allTextContents(),
        undefined,
      );
      return texts.find((text) => text.includes('Recording runs a guest'));
    }, 'a notification says why');
    match(told, /desktop VS Code/);
  });
});
