import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { setTheme, THEMES } from './colorThemes';
import { pageBytes, pageHistory, showPoint } from './commandLine';
import { inspectorAt, onInspector } from './inspector';
import { onPage, saveScreenshot, servedWorkbench } from './page';
import { markedBytes, pageText, pageTextIs, valueAtCursor } from './pageView';
import { eventually } from './eventually';
import { activateExtension, closeEditors, recordByCommand } from './traces';

const POINTS = 60;

let file: vscode.Uri;
/** A page with several versions of which the last but one differs from the one before. */
let page: number;
let versions: readonly number[];

describe('the view of a page', () => {
  before(async function () {
    if (!servedWorkbench) this.skip();
    file = await recordByCommand('mixed', POINTS, 'page-view.kemari');
    await inspectorAt(1);
    for (const gfn of (await showPoint(file.fsPath, 40)).gfns) {
      page = Number(gfn);
      versions = (await pageHistory(file.fsPath, page)).filter((point) => point > 0);
      if (versions.length >= 4) break;
    }
    assert.ok(versions.length >= 4, 'no page of sync point 40 has four versions');
    await onInspector((frame) => frame.locator('#tab-page').click(), undefined);
  });

  beforeEach(async () => {
    await moveTo(version(-2));
    await choose('Compare with', 'previous');
    await pageTextIs('page', hex(page));
    await pageTextIs('version', version(-2).toLocaleString('en-US'));
  });

  after(async () => {
    await setTheme(undefined);
    await closeEditors();
  });

  it('marks the bytes in which the command line finds that the versions differ', async () => {
    const differing = await bytesThatDiffer(version(-2), version(-2) - 1);
    assert.deepEqual(await markedBytes(), differing);
  });

  it('compares with the first image, and with any sync point that is typed', async () => {
    await choose('Compare with', '0');
    const toFirst = await bytesThatDiffer(version(-2), 0);
    await differencesAre(toFirst.length);
    assert.deepEqual(await markedBytes(), toFirst);

    await choose('Compare with', 'other');
    await onInspector(
      async (frame, point) => {
        await frame.locator('.versions .point-field').fill(point);
        await frame.locator('.versions .point-field').press('Enter');
      },
      String(version(-4)),
    );
    const toChosen = await bytesThatDiffer(version(-2), version(-4));
    await differencesAre(toChosen.length);
    assert.deepEqual(await markedBytes(), toChosen);
  });

  it('goes from difference to difference by F7 and Shift+F7, around the ends', async () => {
    await choose('Compare with', '0');
    const starts = runStarts(await bytesThatDiffer(version(-2), 0));
    await pageTextIs('run', `1 of ${starts.length}`);
    await onInspector((frame) => frame.locator('.hex .virtual-list').focus(), undefined);
    const second = starts.length > 1 ? 1 : 0;
    for (const [key, run] of [
      ['F7', second],
      ['Shift+F7', 0],
      ['Shift+F7', starts.length - 1],
    ] as const) {
      await onPage((each, pressed) => each.keyboard.press(pressed), key);
      await pageTextIs('run', `${run + 1} of ${starts.length}`);
      await pageTextIs('address', hex(page * 4096 + (starts[run] ?? 0)));
    }
  });

  it('goes through the versions by the strip’s keys and by Alt with an arrow', async () => {
    await onInspector((frame) => frame.locator('.history canvas').focus(), undefined);
    for (const [key, point] of [
      ['ArrowLeft', version(-3)],
      ['End', version(-1)],
      ['Home', version(0)],
      ['ArrowRight', version(1)],
    ] as const) {
      await onPage((each, pressed) => each.keyboard.press(pressed), key);
      await inspectorAt(point);
      await pageTextIs('version', point.toLocaleString('en-US'));
    }
    await onInspector((frame) => frame.locator('.hex .virtual-list').focus(), undefined);
    await onPage((each) => each.keyboard.press('Alt+ArrowLeft'), undefined);
    await inspectorAt(version(0));
  });

  it('goes to the version that is clicked on the strip, which tells what the pointer is at', async () => {
    await onInspector((frame) => frame.locator('.page-title').hover(), undefined);
    await pageTextIs('versions', `${versions.length} versions of this page in 0–${POINTS - 1}`);
    await onInspector(
      (frame) => frame.locator('.history canvas').click({ position: { x: 1, y: 12 } }),
      undefined,
    );
    await inspectorAt(version(0));
    await pageTextIs('versions', `Written at sync point ${version(0)}`);
    await onInspector((frame) => frame.locator('.page-title').hover(), undefined);
  });

  it('reads the bytes at an offset that is typed as numbers and as text', async () => {
    const bytes = await pageBytes(file.fsPath, page, version(-2));
    const offset = bytes.findIndex((byte, at) => byte !== 0 && at % 4 === 0 && at > 0);
    assert.ok(offset > 0, 'the page is empty');
    await onInspector(async (frame, text) => {
      await frame.locator('.offset-field').fill(text);
      await frame.locator('.offset-field').press('Enter');
    }, offset.toString(16));
    await pageTextIs('address', hex(page * 4096 + offset));
    assert.equal(await valueAtCursor('u8'), bytes.readUInt8(offset).toLocaleString('en-US'));
    assert.equal(await valueAtCursor('u32'), bytes.readUInt32LE(offset).toLocaleString('en-US'));
    await choose('Byte order', 'big');
    await choose('Integers', 'signed');
    await eventually(
      async () =>
        (await valueAtCursor('i32')) === bytes.readInt32BE(offset).toLocaleString('en-US')
          ? true
          : undefined,
      'the bytes are read in the other order',
    );
    const text = bytes.toString('latin1', offset, offset + 16).replaceAll(/[^ -~]/g, '·');
    assert.equal(await valueAtCursor('text'), `"${text}"`);
    await choose('Byte order', 'little');
    await choose('Integers', 'unsigned');
  });

  for (const { kind, name } of THEMES) {
    it(`has the colours of the ${kind} theme`, async () => {
      await setTheme(name);
      await choose('Compare with', '0');
      const differing = await bytesThatDiffer(version(-2), 0);
      await differencesAre(differing.length);
      await saveScreenshot(`page-view-${kind}`);
    });
  }
});

/** One of the page's versions; negative counts from the last. */
function version(index: number): number {
  const point = versions.at(index);
  assert.ok(point !== undefined);
  return point;
}

async function moveTo(point: number): Promise<void> {
  (await activateExtension()).sessionFor(file)?.move({ point, page });
  await inspectorAt(point);
}

async function choose(label: string, value: string): Promise<void> {
  await onInspector(
    (frame, choice) =>
      frame.locator(`#panel-page select[aria-label="${choice.label}"]`).selectOption(choice.value),
    { label, value },
  );
}

async function differencesAre(bytes: number): Promise<void> {
  await eventually(
    async () =>
      (await pageText('difference')).startsWith(`${bytes.toLocaleString('en-US')} byte`)
        ? true
        : undefined,
    `${bytes} bytes differ`,
  );
}

/** Offsets at which the page differs between two points. */
async function bytesThatDiffer(point: number, against: number): Promise<number[]> {
  const [after, before] = await Promise.all(
    [point, against].map((at) => pageBytes(file.fsPath, page, at)),
  );
  return Array.from(after!.keys()).filter((at) => after![at] !== before![at]);
}

function runStarts(offsets: readonly number[]): number[] {
  return offsets.filter((offset, i) => offsets[i - 1] !== offset - 1);
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
