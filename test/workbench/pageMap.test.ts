import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { pageBytes, showPoint } from './commandLine';
import {
  inspectorAt,
  mapDrawn,
  onInspector,
  paintedAs,
  pictureOfMap,
  readMap,
  type PaintedMap,
} from './inspector';
import { eventually } from './eventually';
import { chooseRenderer } from './mapRenderer';
import { onPage, saveScreenshot, servedWorkbench } from './page';
import { activateExtension, closeEditors, recordByCommand, workspaceFile } from './traces';

const POINT = 24;
/** A range that the current point lies in; the points after it are not yet when looking back. */
const RANGE = { from: 18, to: 27 };

const file = workspaceFile('map.kemari');

describe('the page map', () => {
  before(async function () {
    if (!servedWorkbench) this.skip();
    await recordByCommand('mixed', 60, 'map.kemari');
    await vscode.commands.executeCommand('kemari.showSyncPoint', POINT);
    await inspectorAt(POINT);
  });

  beforeEach(async () => {
    const session = (await activateExtension()).sessionFor(file);
    session?.move({ point: POINT, ...RANGE, page: null });
    await inspectorAt(POINT);
    await focusMap();
  });

  afterEach(async () => {
    await chooseRenderer(undefined);
    await pressKeys('1', '0');
  });

  after(closeEditors);

  it('colours pages by how often the command line says they were dirtied in the range', async () => {
    await pressKeys('2');
    await mapDrawn({ colouring: 'times', from: `${RANGE.from}`, to: `${RANGE.to}` });
    const { counts, zero } = await dirtiedIn(RANGE.from, RANGE.to);
    await assertColours((gfn) => counts.get(gfn), zero);
  });

  it('colours pages by how long before the current point they were written last', async () => {
    await pressKeys('3');
    await mapDrawn({ colouring: 'recency', from: `${RANGE.from}`, to: `${POINT}` });
    const { last, zero } = await dirtiedIn(RANGE.from, POINT);
    await assertColours((gfn) => last.get(gfn), zero);
  });

  it('colours pages by how many of their bytes the current point changed', async () => {
    await pressKeys('4');
    await mapDrawn({ colouring: 'bytes', to: `${POINT}` });
    const { gfns, zeroGfns } = await showPoint(file.fsPath, POINT);
    const changed = new Map<number, number>();
    for (const gfn of gfns.map(Number)) {
      const after = await pageBytes(file.fsPath, gfn, POINT);
      const before = await pageBytes(file.fsPath, gfn, POINT - 1);
      changed.set(gfn, after.filter((byte, at) => byte !== before[at]).length);
    }
    // Nothing changed and one byte changed are the same colour.
    const amount = (gfn: number): number | undefined =>
      changed.has(gfn) ? Math.max(1, changed.get(gfn) ?? 0) : undefined;
    await assertColours(amount, new Set(zeroGfns.map(Number)));
    const [first] = gfns;
    await pressKeys('Home', 'Control+ArrowRight');
    const bytes = changed.get(Number(first)) ?? 0;
    await readoutSays([first ?? '', `${bytes.toLocaleString('en-US')} byte`]);
  });

  it('names the page under the keyboard’s cursor, for the eye and for a screen reader', async () => {
    await pressKeys('2');
    await mapDrawn({ colouring: 'times', from: `${RANGE.from}`, to: `${RANGE.to}` });
    const { counts, last } = await dirtiedIn(RANGE.from, RANGE.to);
    const gfn = Math.min(...counts.keys());
    await pressKeys('Home', 'Control+ArrowRight');
    const [hex, address] = [`0x${gfn.toString(16)}`, `0x${(gfn * 4096).toString(16)}`];
    const times = counts.get(gfn) === 1 ? '1 time' : `${counts.get(gfn)} times`;
    await readoutSays([hex, address, 'ram', `${times} in range`, `last ${last.get(gfn)}`]);
    const spoken = await onInspector(
      (frame) => frame.locator('.readout [role="status"]').allTextContents(),
      undefined,
    );
    assert.match(
      spoken.join(),
      new RegExp(
        `^GFN ${hex}, address ${address}, ram, ${times} in range, last at ${last.get(gfn)}`,
      ),
    );
  });

  it('is prepared by a worker, which leaves the page free', async () => {
    const names = await onPage(
      (page) => Promise.all(page.workers().map((worker) => worker.evaluate(() => self.name))),
      undefined,
    );
    assert.ok(names.includes('Kemari page map'), `there are only: ${names.join(', ')}`);
  });

  it('is the same pixel for pixel whether WebGL2 or a 2D canvas draws it', async () => {
    const views: string[][] = [[], ['2'], ['+', '+'], ['PageDown'], ['3', 'h'], ['+'], ['+', '4']];
    const pictures = new Map<string, string[]>();
    for (const renderer of ['canvas', 'webgl'] as const) {
      await chooseRenderer(renderer);
      const taken: string[] = [];
      for (const keys of views) {
        await pressKeys(...keys);
        await mapDrawn({ renderer });
        taken.push(await pictureOfMap());
      }
      pictures.set(renderer, taken);
      await pressKeys('h', '1', '0');
    }
    assert.equal(new Set(pictures.get('canvas')).size, views.length, 'some views are the same');
    views.forEach((keys, i) => {
      const [canvas, webgl] = [pictures.get('canvas')?.[i], pictures.get('webgl')?.[i]];
      assert.ok(canvas === webgl, `the view after ${keys.join(' ')} (number ${i}) differs`);
    });
  });

  it('stays as it is when the WebGL context is lost, and when it comes back', async () => {
    await chooseRenderer('webgl');
    await pressKeys('2', '+');
    await mapDrawn({ renderer: 'webgl', colouring: 'times' });
    const before = await pictureOfMap();
    await loseContext();
    await mapDrawn({ renderer: 'canvas' });
    assert.ok((await pictureOfMap()) === before, 'the 2D canvas shows something else');
    await saveScreenshot('map-after-lost-context');
    await pressKeys('-');
    await pressKeys('+');
    assert.ok((await pictureOfMap()) === before, 'it cannot be moved any more');
    await restoreContext();
    await mapDrawn({ renderer: 'webgl' });
    assert.ok((await pictureOfMap()) === before, 'WebGL shows something else than before');
  });

  it('tells in the trace’s sheet what draws it', async () => {
    for (const [renderer, told] of [
      ['canvas', /^Canvas 2D \(set by kemari\.map\.renderer\)$/],
      ['webgl', /^WebGL2 \(.+\)$/],
    ] as const) {
      await chooseRenderer(renderer);
      await mapDrawn({ renderer });
      await onInspector((frame) => frame.locator('[title="About this trace"]').click(), undefined);
      const facts = await onInspector(
        (frame) => frame.locator('dialog[open] dt, dialog[open] dd').allTextContents(),
        undefined,
      );
      assert.match(facts[facts.indexOf('Map drawn by') + 1] ?? '', told);
      await onPage((page) => page.keyboard.press('Escape'), undefined);
    }
  });
});

/** What the command line tells of every point of a range. */
async function dirtiedIn(
  from: number,
  to: number,
): Promise<{ counts: Map<number, number>; last: Map<number, number>; zero: Set<number> }> {
  const counts = new Map<number, number>();
  const last = new Map<number, number>();
  const zero = new Set<number>();
  for (let point = from; point <= to; point++) {
    const { gfns, zeroGfns } = await showPoint(file.fsPath, point);
    for (const gfn of gfns.map(Number)) {
      counts.set(gfn, (counts.get(gfn) ?? 0) + 1);
      last.set(gfn, point);
      zero.delete(gfn);
    }
    for (const gfn of zeroGfns.map(Number)) zero.add(gfn);
  }
  return { counts, last, zero };
}

/**
 * Checks that exactly the pages with an amount are coloured, and that two have the same colour just
 * if they have the same amount: so few different ones share no shade.
 */
async function assertColours(
  amountOf: (gfn: number) => number | undefined,
  zero: ReadonlySet<number>,
): Promise<void> {
  const map: PaintedMap = await readMap();
  assert.equal(map.pagesPerCell, 1);
  const colours = new Map<number, string>();
  for (const cell of map.cells) {
    const amount = amountOf(cell.gfn);
    const expected = amount === undefined ? 'unchanged' : zero.has(cell.gfn) ? 'zero' : 'data';
    assert.equal(paintedAs(map, cell), expected, `page ${cell.gfn}`);
    if (amount === undefined || expected !== 'data') continue;
    assert.equal(cell.centre, colours.get(amount) ?? cell.centre, `page ${cell.gfn}: ${amount}`);
    colours.set(amount, cell.centre);
  }
  assert.ok(colours.size > 1, 'all pages have the same amount');
  const few = [...colours.keys()].filter((amount) => amount <= 16);
  assert.equal(new Set(few.map((amount) => colours.get(amount))).size, few.length);
}

async function focusMap(): Promise<void> {
  await onInspector((frame) => frame.locator('canvas.map-cursor').focus(), undefined);
}

async function pressKeys(...keys: readonly string[]): Promise<void> {
  await focusMap();
  for (const key of keys) await onPage((page, pressed) => page.keyboard.press(pressed), key);
  await mapDrawn({});
}

function readoutSays(texts: readonly string[]): Promise<true> {
  return eventually(
    async () => {
      const [shown = ''] = await onInspector(
        (frame) => frame.locator('.readout-parts').allTextContents(),
        undefined,
      );
      const missing = texts.filter((text) => !shown.includes(text));
      if (missing.length > 0) throw new Error(`"${shown}" lacks ${missing.join(', ')}`);
      return true as const;
    },
    `the read-out says ${texts.join(', ')}`,
  );
}

/** Takes the context away as a driver's reset does. */
function loseContext(): Promise<void> {
  return onInspector(
    (frame) =>
      frame.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('canvas.map-cells-webgl');
        const lose = canvas?.getContext('webgl2')?.getExtension('WEBGL_lose_context');
        if (!lose) throw new Error('there is no WebGL context');
        Object.assign(globalThis, { restoreMapContext: () => lose.restoreContext() });
        lose.loseContext();
      }),
    undefined,
  );
}

function restoreContext(): Promise<void> {
  return onInspector(
    (frame) =>
      frame.evaluate(() => {
        const { restoreMapContext } = globalThis as { restoreMapContext?: () => void };
        if (!restoreMapContext) throw new Error('no WebGL context was lost');
        restoreMapContext();
      }),
    undefined,
  );
}
