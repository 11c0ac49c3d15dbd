import * as vscode from 'vscode';
import { messageOf } from '../core/errors';
import { STEPS, type Step } from '../core/step';
import type { InspectorSession } from './inspectorSession';
import { formatNumber } from './numberFormat';
import type { OpenTraces } from './openTraces';
import { parsePointInput } from './pointInput';
import type { TraceEditorProvider } from './traceEditor';

/** What is said when a step leads nowhere. */
function nothingThere(step: Step): string {
  switch (step) {
    case 'next':
    case 'last':
      return vscode.l10n.t('This is the last sync point.');
    case 'previous':
    case 'first':
      return vscode.l10n.t('This is the first sync point.');
    case 'nextSameCause':
      return vscode.l10n.t('No later sync point has the same cause.');
    case 'previousSameCause':
      return vscode.l10n.t('No earlier sync point has the same cause.');
    case 'nextPageChange':
      return vscode.l10n.t('No later sync point dirtied the selected page.');
    case 'previousPageChange':
      return vscode.l10n.t('No earlier sync point dirtied the selected page.');
  }
}

const COMMANDS: Record<Step, string> = {
  next: 'kemari.stepNext',
  previous: 'kemari.stepPrevious',
  first: 'kemari.stepFirst',
  last: 'kemari.stepLast',
  nextSameCause: 'kemari.stepNextSameCause',
  previousSameCause: 'kemari.stepPreviousSameCause',
  nextPageChange: 'kemari.stepNextPageChange',
  previousPageChange: 'kemari.stepPreviousPageChange',
};

/** How long the status bar says that there was nowhere to step to. */
const MESSAGE_MS = 4000;

/** The commands that move in the shown trace, and show it if its editor is hidden. */
export function registerSteppingCommands(
  traces: OpenTraces,
  editors: TraceEditorProvider,
): vscode.Disposable {
  const steps = STEPS.map((step) =>
    vscode.commands.registerCommand(COMMANDS[step], async () => {
      const session = traces.current?.session;
      if (session === undefined) return;
      editors.revealShown();
      await stepAndTell(session, step);
    }),
  );
  return vscode.Disposable.from(
    ...steps,
    vscode.commands.registerCommand('kemari.goToSyncPoint', () => {
      const session = traces.current?.session;
      if (session === undefined) return undefined;
      editors.revealShown();
      return askForPoint(session);
    }),
    vscode.commands.registerCommand('kemari.showAllSyncPoints', () => {
      const session = traces.current?.session;
      session?.move({ from: 0, to: session.trace.pointCount - 1 });
    }),
    vscode.commands.registerCommand('kemari.showSyncPoint', (point: unknown) => {
      if (typeof point !== 'number') return;
      editors.revealShown();
      traces.current?.session.move({ point });
    }),
  );
}

/** Steps, and tells the user if there was nowhere to step to, or if the trace could not be read. */
export async function stepAndTell(session: InspectorSession, step: Step): Promise<void> {
  try {
    if (step.endsWith('PageChange') && session.position.page === undefined) {
      say(vscode.l10n.t('Select a page in the page map first.'));
    } else if (!(await session.step(step))) {
      say(nothingThere(step));
    }
  } catch (error) {
    void vscode.window.showErrorMessage(messageOf(error));
  }
}

/** Asks for a sync point's number and goes there; nothing happens if the user gives none. */
export async function askForPoint(session: InspectorSession): Promise<void> {
  const last = session.trace.pointCount - 1;
  const current = session.position.point;
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Go to Sync Point'),
    prompt: vscode.l10n.t(
      'A number from 0 to {0}, or a distance such as +10 or -10',
      formatNumber(last),
    ),
    value: String(current),
    valueSelection: [0, String(current).length],
    validateInput: (text) =>
      parsePointInput(text, current, last) === undefined
        ? vscode.l10n.t('This trace has the sync points 0 to {0}.', formatNumber(last))
        : undefined,
  });
  if (answer === undefined) return;
  const point = parsePointInput(answer, current, last);
  if (point !== undefined) session.move({ point });
}

function say(text: string): void {
  vscode.window.setStatusBarMessage(text, MESSAGE_MS);
}
