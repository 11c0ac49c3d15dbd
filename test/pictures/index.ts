/**
 * Takes the pictures of the walkthrough and the README in a real workbench; run by
 * scripts/build-pictures.mjs, which starts it as if these were tests.
 */
import path from 'node:path';
import * as vscode from 'vscode';
import { eventually } from '../workbench/eventually';
import { inspectorAt, onInspector } from '../workbench/inspector';
import { onPage } from '../workbench/page';
import { activateExtension, recordByCommand } from '../workbench/traces';
import { takePicture, takeWindow } from './camera';

const ROOT = path.join(__dirname, '..', '..', '..');
const WALKTHROUGH = path.join(ROOT, 'media', 'walkthrough');
const DOCS = path.join(ROOT, 'docs');

/** What would tell of the machine that takes the pictures, and nothing of the extension. */
const HIDDEN = {
  'window.commandCenter': false,
  'window.title': 'Kemari',
  'breadcrumbs.enabled': false,
};

const THEMES = { dark: 'Default Dark Modern', light: 'Default Light Modern' };
const POINTS = 200;
/** A point in the midst, and one that the pages before it were changed by. */
const POINT = 120;
const RANGE = { from: 90, to: 150 };

/** @throws Error if something that should be in a picture does not show up. */
export async function run(): Promise<void> {
  await vscode.commands.executeCommand('workbench.view.extension.kemari');
  const settings = vscode.workspace.getConfiguration();
  for (const [name, value] of Object.entries(HIDDEN)) {
    await settings.update(name, value, vscode.ConfigurationTarget.Global);
  }
  for (const [kind, theme] of Object.entries(THEMES)) {
    await vscode.workspace
      .getConfiguration('workbench')
      .update('colorTheme', theme, vscode.ConfigurationTarget.Global);
    await takeAll(
      (name) => path.join(WALKTHROUGH, `${name}-${kind}.png`),
      kind === 'dark' ? path.join(DOCS, 'inspector.png') : undefined,
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  }
}

/**
 * Takes each picture of the walkthrough; leaves the inspector as it was opened, at {@link POINT}.
 * @param whole file for a picture of the whole window.
 */
async function takeAll(fileOf: (name: string) => string, whole?: string): Promise<void> {
  await vscode.commands.executeCommand('kemari.openSample');
  await inspectorAt(1);
  await rest();
  await takeWindow(fileOf('sample'));

  const uri = await recordByCommand('mixed', POINTS, 'mixed.kemari');
  const session = (await activateExtension()).sessionFor(uri);
  if (session === undefined) throw new Error('the trace is not open');
  session.move({ point: POINT });
  await inspectorAt(POINT);
  await rest();
  await takePicture(fileOf('step'), ['header.header', 'section.timeline']);

  session.move(RANGE);
  await inspectorAt(POINT);
  await colourMap('2');
  await takePicture(fileOf('range'), ['section.timeline', 'section.map']);
  if (whole !== undefined) await takeWindow(whole);

  await choosePage(session);
  await takePicture(fileOf('page'), ['section.pane']);

  await onInspector((frame) => frame.locator('#tab-devices').click(), undefined);
  await rest();
  await takePicture(fileOf('devices'), ['section.pane']);

  await takeRecordForm(fileOf('record'));
  session.move({ from: 0, to: POINTS - 1 });
  await colourMap('1');
}

/** Colours the page map by its key for what it shows. */
async function colourMap(key: string): Promise<void> {
  await vscode.commands.executeCommand('kemari.focusPageMap');
  await rest();
  await onPage((page, pressed) => page.keyboard.press(pressed), key);
  await rest();
}

/** A page of which some bytes changed, and others did not. */
async function choosePage(session: {
  readonly trace: { dirtyPages(point: number): Promise<{ readonly gfns: Uint32Array }> };
  move(to: { readonly page: number }): void;
}): Promise<void> {
  const { gfns } = await session.trace.dirtyPages(POINT);
  const page = gfns[0];
  if (page === undefined) throw new Error(`sync point ${POINT} wrote no page`);
  session.move({ page });
  await onInspector((frame) => frame.locator('#tab-page').click(), undefined);
  await inspectorAt(POINT);
  await rest();
}

/** The first question of the command that records, which waits for an answer. */
async function takeRecordForm(file: string): Promise<void> {
  void vscode.commands.executeCommand('kemari.record');
  await eventually(async () => {
    const rows = await onPage(
      (page) => page.locator('.quick-input-list .label-name').allTextContents(),
      undefined,
    );
    return rows.some((row) => row.includes('netecho')) ? true : undefined;
  }, 'the workloads are listed');
  await rest();
  await takePicture(file, ['.quick-input-widget']);
  await onPage((page) => page.keyboard.press('Escape'), undefined);
}

/** What moves, such as a fading colour, comes to rest. */
function rest(): Promise<void> {
  return onPage((page) => page.waitForTimeout(1500), undefined);
}
