/**
 * What VS Code calls inside the real workbench to measure the inspector there. The trace is named by the
 * environment; the figures are printed as one line of JSON.
 */
import * as vscode from 'vscode';
import type { KemariApi } from '../../../src/extension';
import { onPage, printLine } from '../../workbench/page';
import { TRACE_EDITOR } from '../../workbench/traces';
import { rendererBytes } from './rendererMemory';
import type { WorkbenchFigures } from '../inspector/workbenchFigures';
import { openedAt, stepTimes } from './workbenchPage';

/** After which a workbench that was opened has come to rest. */
const SETTLING_MS = 5000;

/** Steps in each direction. */
const STEPS = 100;

/** @throws Error if something is not as it has to be to be measured. */
export async function run(): Promise<void> {
  const uri = vscode.Uri.file(process.env['KEMARI_BENCH_TRACE'] ?? '');
  const extension = vscode.extensions.getExtension<KemariApi>('kemari.kemari');
  if (extension === undefined) throw new Error('kemari.kemari is not among the extensions');
  if (extension.isActive) throw new Error('the extension is active before a trace is opened');
  // VS Code's own extensions start when it does, in the same process.
  await new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
  const hostBytes = process.memoryUsage().rss;

  let start = performance.now();
  const { sessionFor } = await extension.activate();
  const activationMs = performance.now() - start;

  await vscode.commands.executeCommand('kemari.syncPoints.focus');
  const emptyBytes = rendererBytes();
  start = Date.now();
  const opening = vscode.commands.executeCommand('vscode.openWith', uri, TRACE_EDITOR);
  const openMs = (await onPage(openedAt, 'main.inspector')) - start;
  await opening;

  const session = sessionFor(uri);
  if (session === undefined) throw new Error('the trace is not open');
  const stepsMs: number[] = [];
  for (const [key, from] of [
    ['F10', Math.floor(session.trace.pointCount / 2)],
    ['Shift+F10', Math.floor(session.trace.pointCount / 3)],
  ] as const) {
    await vscode.commands.executeCommand('kemari.showSyncPoint', from);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    stepsMs.push(...(await onPage(stepTimes, { key, from, steps: STEPS })));
  }
  const figures: WorkbenchFigures = {
    activationMs,
    openMs,
    stepsMs,
    hostBytes: process.memoryUsage().rss,
    emptyHostBytes: hostBytes,
    webviewBytes: rendererBytes() - emptyBytes,
  };
  await printLine(JSON.stringify(figures));
}
