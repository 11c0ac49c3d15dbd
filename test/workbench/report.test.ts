import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { setTheme, THEMES } from './colorThemes';
import { kemariText } from './commandLine';
import { eventually } from './eventually';
import { inspectorAt } from './inspector';
import { onFrame, onPage, saveScreenshot, servedWorkbench, type Frame } from './page';
import { closeEditors, openTrace, recordByCommand, workspaceFile } from './traces';

const REPORT = 'main.report';

const file = workspaceFile('reported.kemari');
const other = workspaceFile('reported-other.kemari');

/** What `kemari report --json` tells, as far as the page is compared with it. */
interface PrintedReport {
  readonly traces: readonly { readonly pointCount: number }[];
  readonly protection: {
    readonly rows: readonly {
      readonly syncPointsPerSecond: number;
      readonly pausedShare: number;
    }[];
    readonly missing: readonly { readonly command?: string }[];
  };
  readonly modes: {
    readonly rows: readonly { readonly pauseUs: { readonly p50: number } }[];
  };
  readonly pages: {
    readonly rows: readonly {
      readonly workload: string;
      readonly points: number;
      readonly dirtyPages: Readonly<Record<'mean' | 'p50' | 'p95' | 'p99' | 'max', number>>;
    }[];
  };
}

describe('the report of a trace', () => {
  before(async function () {
    if (!servedWorkbench) this.skip();
    await recordByCommand('counter', 40, 'reported-other.kemari');
    await recordByCommand('mixed', 120, 'reported.kemari');
    await inspectorAt(1);
  });

  beforeEach(async () => {
    await openTrace(file);
  });

  afterEach(closeEditors);

  after(() => setTheme(undefined));

  it('is chosen in the command palette, and tells what the command line tells', async () => {
    await runFromPalette('Kemari: Show Report');
    const printed = await printedReport(file);
    assert.deepEqual(await cellsOf('pages'), pageCells(printed));
    const [time] = await cellsOf('protection');
    const [{ syncPointsPerSecond, pausedShare }] = printed.protection.rows;
    assert.deepEqual(time?.slice(2, 4), [formatted(syncPointsPerSecond), percent(pausedShare)]);
    const commands = await onReport(
      (frame) => frame.locator('#protection code').allTextContents(),
      undefined,
    );
    assert.deepEqual(
      commands,
      printed.protection.missing.map(({ command }) => command),
    );
    const heading = await onReport((frame) => frame.locator('h1').allTextContents(), undefined);
    assert.deepEqual(heading, ['Report: reported.kemari']);
  });

  it('draws every sync point in the histogram of pages', async () => {
    await vscode.commands.executeCommand('kemari.showReport');
    const { traces } = await printedReport(file);
    const titles = await onReport(
      (frame) => frame.locator('#pages figure rect title').allTextContents(),
      undefined,
    );
    const counted = titles
      .map((title) => Number(/([\d,]+) sync points$/.exec(title)?.[1]?.replaceAll(',', '')))
      .reduce((sum, count) => sum + count, 0);
    assert.equal(counted, traces[0]!.pointCount - 1);
  });

  it('is of all traces that are selected in the explorer', async () => {
    await vscode.commands.executeCommand('kemari.showReport', file, [file, other]);
    const printed = await printedReport(file, other);
    assert.deepEqual(await cellsOf('pages'), pageCells(printed));
    assert.deepEqual(
      (await cellsOf('modes')).map(([workload]) => workload),
      ['mixed', 'counter'],
    );
  });

  it('takes the unprotected runs that lie beside the trace', async () => {
    const runs = workspaceFile('unprotected.json');
    const run = {
      workload: 'mixed',
      seed: 1,
      fromInstructions: 0,
      instructions: 1e9,
      unprotectedUs: 1e6,
      logDirtyUs: 1.25e6,
      epochs: 1_000,
    };
    const text = JSON.stringify({ unprotectedRuns: [run] });
    await vscode.workspace.fs.writeFile(runs, new TextEncoder().encode(text));
    try {
      await vscode.commands.executeCommand('kemari.showReport');
      const rows = await cellsOf('log-dirty');
      assert.deepEqual(rows, [
        ['mixed', '1,000', '250\u00a0µs', '1,000.0\u00a0M', '800.0\u00a0M', '20.0\u00a0%'],
      ]);
    } finally {
      await vscode.workspace.fs.delete(runs);
    }
  });

  it('is scrolled by the keyboard', async () => {
    await vscode.commands.executeCommand('kemari.showReport');
    await onReport(async (frame) => {
      await frame.locator('main.report').focus();
      return true;
    }, undefined);
    await onPage((page) => page.keyboard.press('End'), undefined);
    await eventually(async () => {
      const top = await onReport(
        (frame) => frame.evaluate(() => document.querySelector('main.report')?.scrollTop ?? 0),
        undefined,
      );
      return top > 0 ? true : undefined;
    }, 'the page has scrolled');
    await saveScreenshot('report-end');
  });

  for (const { kind, name } of THEMES) {
    it(`has the colours of the ${kind} theme`, async () => {
      await setTheme(name);
      await vscode.commands.executeCommand('kemari.showReport');
      const [text, surface] = await eventually(async () => {
        const { themeKind, colors } = await onReport(
          (frame) =>
            frame.evaluate(() => {
              const style = getComputedStyle(document.body);
              return {
                themeKind: document.body.dataset['vscodeThemeKind'] ?? '',
                colors: [style.color, style.backgroundColor],
              };
            }),
          undefined,
        );
        return themeKind === `vscode-${kind}` ? colors : undefined;
      }, `the page is shown in the ${kind} theme`);
      assert.notEqual(text, surface);
      await saveScreenshot(`report-${kind}`);
    });
  }
});

function onReport<A, R>(code: (frame: Frame, argument: A) => Promise<R>, argument: A): Promise<R> {
  return eventually(() => onFrame(REPORT, code, argument), 'the report is shown');
}

/** What stands in the rows of a part's table, but for the drawings. */
function cellsOf(part: string): Promise<string[][]> {
  return onReport(
    (frame, id) =>
      frame.evaluate((section) => {
        const rows = [...document.querySelectorAll(`#${section} tbody tr`)];
        return rows.map((row) =>
          [...row.querySelectorAll('td:not(.drawn)')].map((cell) => cell.textContent ?? ''),
        );
      }, id),
    part,
  );
}

async function printedReport(...files: readonly vscode.Uri[]): Promise<PrintedReport> {
  const text = await kemariText('report', ...files.map(({ fsPath }) => fsPath), '--json');
  return JSON.parse(text) as PrintedReport;
}

function pageCells({ pages }: PrintedReport): string[][] {
  return pages.rows.map(({ workload, points, dirtyPages }) => [
    workload,
    'stop-and-copy',
    formatted(points),
    formatted(dirtyPages.mean, 1),
    ...[dirtyPages.p50, dirtyPages.p95, dirtyPages.p99, dirtyPages.max].map((n) => formatted(n)),
  ]);
}

function formatted(value: number, digits = 0): string {
  return value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function percent(share: number): string {
  return `${formatted(100 * share, 1)}\u00a0%`;
}

async function runFromPalette(title: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.showCommands');
  await eventually(
    () =>
      onPage((page) => page.locator('.quick-input-widget input').fill('>'), undefined).then(
        () => true,
      ),
    'the palette is open',
  );
  await onPage((page, text) => page.locator('.quick-input-widget input').fill(`>${text}`), title);
  await eventually(async () => {
    const [first] = await onPage(
      (page) => page.locator('.quick-input-list .monaco-list-row .label-name').allTextContents(),
      undefined,
    );
    return first?.startsWith(title) ? true : undefined;
  }, `${title} is offered`);
  await onPage((page) => page.keyboard.press('Enter'), undefined);
}
