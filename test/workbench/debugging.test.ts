import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { DebugProtocol } from '@vscode/debugprotocol';
import {
  inspectTrace,
  pageBytes,
  pageHistory,
  showPoint,
  type InspectedPoint,
  type InspectedTrace,
} from './commandLine';
import { eventually } from './eventually';
import { inspectorAt, onInspector } from './inspector';
import { onPage, saveScreenshot, servedWorkbench } from './page';
import { boxOpened, boxRows, openBox, press, type } from './quickInput';
import { setTheme, THEMES } from './colorThemes';
import { activateExtension, closeEditors, positionOf, recordByCommand } from './traces';

const POINTS = 80;
const LAST = POINTS - 1;

/** What tells the kind of the workbench's theme. */
const WORKBENCH_CLASSES = {
  dark: 'vs-dark',
  light: 'vs',
  'high-contrast': 'hc-black',
  'high-contrast-light': 'hc-light',
} as const;

/** What the debugger has told since it was last asked, as VS Code hears it. */
const stops: DebugProtocol.StoppedEvent['body'][] = [];

describe('debugging a trace', () => {
  let file: vscode.Uri;
  let trace: InspectedTrace;
  let tracker: vscode.Disposable;
  /** Where the lines of the interrupt controller change. */
  let lineChanges: readonly number[] = [];

  before(async function () {
    if (!servedWorkbench) this.skip();
    tracker = vscode.debug.registerDebugAdapterTrackerFactory('kemari', {
      createDebugAdapterTracker: () => ({
        onDidSendMessage(message: DebugProtocol.Event) {
          if (message.event === 'stopped') {
            stops.push((message as DebugProtocol.StoppedEvent).body);
          }
        },
      }),
    });
    file = await recordByCommand('mixed', POINTS, 'debugged.kemari');
    trace = await inspectTrace(file.fsPath, LAST);
    await inspectorAt(1);
  });

  after(async () => {
    tracker?.dispose();
    await vscode.debug.stopDebugging();
    await closeEditors();
    // Other tests find the workbench with the room that they expect.
    await vscode.commands.executeCommand(
      'workbench.debug.viewlet.action.removeAllWatchExpressions',
    );
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  afterEach(() => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
  });

  it('begins from the button in the title of the editor, where the trace is shown', async () => {
    await vscode.commands.executeCommand('kemari.showSyncPoint', 5);
    await inspectorAt(5);
    stops.length = 0;
    await onPage(
      (page) =>
        page.locator('.editor-actions .action-label[aria-label^="Debug This Trace"]').click(),
      undefined,
    );
    await stopped(undefined);
    assert.equal(stops[0]?.reason, 'entry');
    assert.equal((await positionOf(file)).point, 5);
  });

  it('steps by the debugger’s own keys, and editor and tree follow', async () => {
    const { tree } = await activateExtension();
    await vscode.commands.executeCommand('kemari.syncPoints.focus');
    await focusInspector();
    for (const [key, point] of [
      ['F10', 6],
      ['F10', 7],
      ['Shift+F10', 6],
    ] as const) {
      await until(point, () => onPage((page, pressed) => page.keyboard.press(pressed), key));
      await inspectorAt(point);
      await eventually(
        () => (tree.view.selection[0]?.point?.point === point ? true : undefined),
        `the row of sync point ${point} is selected`,
      );
    }
  });

  it('follows the editor', async () => {
    await until(20, () => vscode.commands.executeCommand('kemari.showSyncPoint', 20));
    assert.equal(stops.at(-1)?.reason, 'goto');
    const { stackFrames } = await ask<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
      threadId: 1,
    });
    assert.equal(stackFrames[0]?.line, 20);
  });

  it('shows the state that the command line shows', async () => {
    const point = trace.points.find((each) => each.point > 20 && each.dirtyPages > 1)!.point;
    await until(point, () => vscode.commands.executeCommand('kemari.showSyncPoint', point));
    const shown = await showPoint(file.fsPath, point);
    const changed = await scope('Changed');
    assert.deepEqual(
      changed.map(({ name }) => name),
      shown.devices.map(({ device, field }) => `${device}.${field}`),
    );
    const facts = await scope('Sync Point');
    const fact = (name: string) => facts.find((each) => each.name === name);
    assert.equal(fact('cause')?.value, shown.cause);
    const pages = await variables(fact('dirtyPages')!.variablesReference);
    assert.deepEqual(
      pages.map(({ name }) => name),
      shown.gfns,
    );
    const eip = shown.devices.find(({ device, field }) => device === 'cpu.0' && field === 'eip');
    assert.ok(eip, 'the program counter stood still');
    const counter = Number(eip.after).toString(16).toUpperCase().padStart(8, '0');
    const { stackFrames } = await ask<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
      threadId: 1,
    });
    assert.equal(stackFrames[0]?.name, `cpu.0 0008:${counter}`);
    assert.equal((await evaluate('cpu.0.eip')).result, `0x${counter}`);
    assert.equal((await evaluate(`cause == "${shown.cause}"`)).result, 'true');
  });

  it('reads memory as of the sync point, through VS Code’s own memory files', async () => {
    const session = activeSession();
    const gfn = Number((await showPoint(file.fsPath, LAST)).gfns[0]);
    for (const point of [3, LAST]) {
      await until(point, () => vscode.commands.executeCommand('kemari.showSyncPoint', point));
      const expected = await pageBytes(file.fsPath, gfn, point);
      const address = `0x${(gfn * 4096).toString(16)}`;
      const read = await ask<DebugProtocol.ReadMemoryResponse['body']>('readMemory', {
        memoryReference: address,
        count: 4096,
      });
      assert.deepEqual(Buffer.from(read!.data!, 'base64'), expected);
      const uri = vscode.Uri.from({
        scheme: 'vscode-debug-memory',
        authority: session.id,
        path: `/${encodeURIComponent(address)}/memory.bin`,
        query: '?range=0:4096',
      });
      assert.deepEqual(Buffer.from(await vscode.workspace.fs.readFile(uri)), expected);
    }
  });

  it('runs both ways between function breakpoints on causes', async () => {
    const { cause } = trace.points[LAST - 1]!;
    const hits = pointsWhere((each) => each.cause === cause);
    await breakOn(new vscode.FunctionBreakpoint(cause));
    await runsBetween(hits);
    assert.equal(stops.at(-1)?.reason, 'function breakpoint');
  });

  it('adds a breakpoint by the question what to break on', async () => {
    const { cause } = trace.points[LAST - 1]!;
    const asked = vscode.commands.executeCommand('kemari.addBreakpoint');
    await onPage(async (page, typed) => {
      await page.locator('.quick-input-widget .monaco-list-row[data-index="0"]').hover();
      for (const character of typed) await page.keyboard.press(character);
      await page.waitForTimeout(200);
      await page.keyboard.press('Enter');
    }, cause);
    await asked;
    const [breakpoint] = vscode.debug.breakpoints;
    assert.ok(breakpoint instanceof vscode.FunctionBreakpoint);
    assert.equal(breakpoint.functionName, cause);
  });

  it('adds a breakpoint on a query that is completed while it is typed', async () => {
    let asked: Thenable<unknown> | undefined;
    await openBox('Break On', () => {
      asked = vscode.commands.executeCommand('kemari.addBreakpoint');
    });
    await type('query');
    await press('Enter');
    await boxOpened('Break on a Query');
    await type('dirtyPages > 2 && output("net-t');
    await boxRows(/net-tx/);
    await press('Enter');
    await boxRows(/Break where this fits/);
    await press('Enter');
    await asked;
    const [breakpoint] = vscode.debug.breakpoints;
    assert.ok(breakpoint instanceof vscode.FunctionBreakpoint);
    assert.equal(breakpoint.functionName, 'dirtyPages > 2 && output("net-tx")');
  });

  it('stops at stalls when their box is ticked', async () => {
    const pauses = trace.points.slice(1).map(({ pauseUs }) => pauseUs);
    const mean = pauses.reduce((sum, pause) => sum + pause, 0) / pauses.length;
    const first = trace.points.find(({ point, pauseUs }) => point > 0 && pauseUs > 8 * mean);
    const tick = () =>
      onPage(async (page) => {
        await page.locator('.debug-breakpoints .monaco-list-row:has-text("Stalls")').click();
        await page.keyboard.press('Space');
      }, undefined);
    await vscode.commands.executeCommand('workbench.debug.action.focusBreakpointsView');
    await tick();
    await until(0, () => vscode.commands.executeCommand('kemari.showSyncPoint', 0));
    await until(first?.point ?? LAST, () =>
      vscode.commands.executeCommand('workbench.action.debug.continue'),
    );
    assert.equal(stops.at(-1)?.reason, first === undefined ? 'step' : 'exception');
    await tick();
  });

  it('stops at conditions, and at the hits that are counted', async () => {
    const dirty = (await inspectTrace(file.fsPath, LAST)).points.map((each) => each.dirtyPages);
    const median = [...dirty].sort((a, b) => a - b)[dirty.length >> 1]!;
    const { cause } = trace.points[LAST - 1]!;
    const hits = pointsWhere((each) => each.cause === cause && each.dirtyPages > median);
    const condition = `dirtyPages > ${median}`;
    await breakOn(new vscode.FunctionBreakpoint(cause, true, condition));
    await runsBetween(hits);
    await breakOn(new vscode.FunctionBreakpoint(cause, true, condition, '% 3'));
    await runsBetween(hits.filter((_, i) => i % 3 === 2));
    await breakOn(new vscode.FunctionBreakpoint(`cause == "${cause}" && ${condition}`));
    await runsBetween(hits);
  });

  it('stops where pages are dirtied', async () => {
    const gfn = Number((await showPoint(file.fsPath, LAST)).gfns[0]);
    const history = (await pageHistory(file.fsPath, gfn)).filter((point) => point > 0);
    await breakOn(new vscode.FunctionBreakpoint(`page 0x${gfn.toString(16)}`));
    await runsBetween(history);
  });

  it('stops where a field changes, at a breakpoint that is set in the Variables view', async () => {
    lineChanges = await fieldChanges('pic.0', 'lines');
    await until(0, () => vscode.commands.executeCommand('kemari.showSyncPoint', 0));
    await vscode.commands.executeCommand('workbench.debug.action.focusVariablesView');
    await openScope('Devices');
    await onPage(async (page) => {
      const row = (name: string, kind = '') =>
        page.locator(`.debug-variables .monaco-list-row${kind}[aria-label^="${name}, value"]`);
      await row('pic.0').click();
      // Its fields come a moment later, and keys pressed before would go past them.
      for (let i = 0; i < 100 && (await row('imr').count()) === 0; i++) {
        await page.waitForTimeout(50);
      }
      for (let i = 0; i < 30 && (await row('lines', '.focused').count()) === 0; i++) {
        await page.keyboard.press('ArrowDown');
        await page.waitForTimeout(50);
      }
      await row('lines').click({ button: 'right' });
      await page.locator('.context-view .action-label:has-text("Break on Value Change")').hover();
      await page.keyboard.press('Enter');
    }, undefined);
    await eventually(
      () => (vscode.debug.breakpoints.length > 0 ? true : undefined),
      'there is a breakpoint',
    );
    await runsBetween(lineChanges);
    assert.equal(stops.at(-1)?.reason, 'data breakpoint');
  });

  it('marks what has changed, among the variables and where it is watched, in each theme', async () => {
    const point = lineChanges[0]!;
    await until(point - 1, () => vscode.commands.executeCommand('kemari.showSyncPoint', point - 1));
    await watch('pic.0.lines');
    await watchedRow((await evaluate('pic.0.lines')).result, 'unchanged');
    await until(point, () => vscode.commands.executeCommand('workbench.action.debug.stepOver'));
    await watchedRow((await evaluate('pic.0.lines')).result, 'changed');
    await eventually(
      async () => ((await countOnPage('.debug-variables .value.changed')) > 0 ? true : undefined),
      'variables are marked',
    );
    for (const { kind, name } of THEMES) {
      await setTheme(name);
      const workbench = `.monaco-workbench.${WORKBENCH_CLASSES[kind]}`;
      await eventually(
        async () => ((await countOnPage(workbench)) > 0 ? true : undefined),
        `the workbench has the ${kind} theme`,
      );
      await saveScreenshot(`debugging-${kind}`);
    }
    await setTheme(undefined);
  });

  it('goes to the first sync point when it is restarted, and ends when it is told to', async () => {
    await until(0, () => vscode.commands.executeCommand('workbench.action.debug.restart'));
    await vscode.commands.executeCommand('workbench.action.debug.stop');
    await eventually(
      () => (vscode.debug.activeDebugSession === undefined ? true : undefined),
      'the session has ended',
    );
  });

  it('begins from a launch configuration, which may run on at once', async () => {
    await closeEditors();
    const { cause } = trace.points[LAST - 1]!;
    const hit = pointsWhere((each) => each.cause === cause).find((point) => point > 10);
    assert.ok(hit !== undefined);
    await breakOn(new vscode.FunctionBreakpoint(cause));
    stops.length = 0;
    const folder = vscode.workspace.workspaceFolders![0]!;
    await vscode.debug.startDebugging(folder, {
      ...{ type: 'kemari', request: 'launch', name: 'run', at: 10, stopAtEntry: false },
      trace: 'debugged.kemari',
    });
    await stopped(undefined);
    assert.equal((await positionOf(file)).point, hit);
    await inspectorAt(hit);
  });

  /** Points at which the command line says that it is so, but for the last. */
  function pointsWhere(isSo: (point: InspectedPoint) => boolean): number[] {
    return trace.points.filter(isSo).map(({ point }) => point);
  }

  async function fieldChanges(device: string, field: string): Promise<number[]> {
    const changes: number[] = [];
    const candidates = trace.points.filter((each) => each.changedDevices.includes(device));
    for (const { point } of candidates) {
      const { devices } = await showPoint(file.fsPath, point);
      if (devices.some((each) => each.device === device && each.field === field)) {
        changes.push(point);
      }
    }
    return changes;
  }

  /** Runs from the middle to a few hits, and back. */
  async function runsBetween(hits: readonly number[]): Promise<void> {
    const middle = 30;
    const ahead = hits.filter((point) => point > middle).slice(0, 3);
    const behind = hits
      .filter((point) => point < middle)
      .slice(-3)
      .reverse();
    assert.ok(ahead.length + behind.length > 0, 'nothing is to be hit');
    for (const [command, points] of [
      ['workbench.action.debug.continue', ahead],
      ['workbench.action.debug.reverseContinue', behind],
    ] as const) {
      await until(middle, () => vscode.commands.executeCommand('kemari.showSyncPoint', middle));
      for (const point of points) {
        await until(point, () => vscode.commands.executeCommand(command));
        await inspectorAt(point);
      }
    }
  }

  /** Does something, and waits until the debugger stands still at a point. */
  async function until(point: number, move: () => PromiseLike<unknown>): Promise<void> {
    const isThere = (await positionOf(file)).point === point;
    const before = vscode.debug.activeStackItem;
    stops.length = 0;
    await move();
    if (!isThere) await stopped(before);
    await eventually(
      async () => ((await positionOf(file)).point === point ? true : undefined),
      `the position is ${point}`,
    );
  }
});

/** Waits until the debugger stands still, and VS Code shows where: in another frame than before. */
async function stopped(before: typeof vscode.debug.activeStackItem): Promise<void> {
  await eventually(() => (stops.length > 0 ? true : undefined), 'the debugger stands still');
  await eventually(() => {
    const now = vscode.debug.activeStackItem;
    return now instanceof vscode.DebugStackFrame && now !== before ? true : undefined;
  }, 'VS Code shows a stack frame');
}

function activeSession(): vscode.DebugSession {
  const session = vscode.debug.activeDebugSession;
  assert.equal(session?.type, 'kemari');
  return session!;
}

async function ask<Body>(command: string, args: object): Promise<Body> {
  return (await activeSession().customRequest(command, args)) as Body;
}

async function evaluate(expression: string): Promise<DebugProtocol.EvaluateResponse['body']> {
  return ask('evaluate', { expression, frameId: 1, context: 'repl' });
}

async function variables(variablesReference: number): Promise<DebugProtocol.Variable[]> {
  const body = await ask<DebugProtocol.VariablesResponse['body']>('variables', {
    variablesReference,
  });
  return body.variables;
}

async function scope(name: string): Promise<DebugProtocol.Variable[]> {
  const { scopes } = await ask<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: 1 });
  const found = scopes.find((each) => each.name.startsWith(name));
  assert.ok(found, `there is no scope ${name}`);
  return variables(found.variablesReference);
}

/** Sets these breakpoints instead of all others. */
async function breakOn(...breakpoints: readonly vscode.Breakpoint[]): Promise<void> {
  vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
  vscode.debug.addBreakpoints(breakpoints);
  await eventually(
    () => (vscode.debug.breakpoints.length === breakpoints.length ? true : undefined),
    'the breakpoints are set',
  );
}

/** Gives the keyboard's focus to the inspector. */
async function focusInspector(): Promise<void> {
  await onInspector((frame) => frame.locator('canvas.map-cursor').focus(), undefined);
}

/** Adds an expression to the view Watch. */
async function watch(expression: string): Promise<void> {
  const rows = '.debug-watch .monaco-list-row';
  await eventually(async () => {
    // The view draws its field anew while values arrive, and may lose what was typed.
    if ((await countOnPage(rows)) > 0) {
      await vscode.commands.executeCommand(
        'workbench.debug.viewlet.action.removeAllWatchExpressions',
      );
    }
    await vscode.commands.executeCommand('workbench.debug.viewlet.action.addWatchExpression');
    await onPage(async (page, text) => {
      const input = page.locator('.debug-watch .monaco-inputbox input');
      await input.fill(text, { timeout: 5000 });
      await input.press('Enter');
    }, expression);
    return (await countOnPage(`${rows}:has-text("${expression}")`)) === 1 ? true : undefined;
  }, `the view Watch has ${expression}`);
}

/** Waits until the one row of the view Watch has this value, marked as changed or not. */
async function watchedRow(value: string, mark: 'changed' | 'unchanged'): Promise<void> {
  const row = `.debug-watch .monaco-list-row:has-text("${value}")`;
  await eventually(async () => {
    const rows = await countOnPage(row);
    const marked = await countOnPage(`${row} .value.changed`);
    return rows === 1 && marked === (mark === 'changed' ? 1 : 0) ? true : undefined;
  }, `the watched value is ${value}, ${mark}`);
}

/** How many elements of the workbench there are for this selector. */
function countOnPage(selector: string): Promise<number> {
  return onPage((page, wanted) => page.locator(wanted).count(), selector);
}

/** Opens a scope of the Variables view, once it is there. */
async function openScope(name: string): Promise<void> {
  await eventually(
    () =>
      onPage(async (page, wanted) => {
        await page
          .locator(`.debug-variables .monaco-list-row[aria-label^="Scope ${wanted}"]`)
          .click();
        return true;
      }, name),
    `the scope ${name} is shown`,
  );
}
