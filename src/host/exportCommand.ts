import * as vscode from 'vscode';
import { exportRows } from '../analysis/rows/exportRows';
import { KemariError, messageOf } from '../core/errors';
import type { Trace } from '../trace/trace';
import { formatOfFile, rowChoices, type RowChoice } from './exportChoice';
import { encoded, offerToOpen } from './exportedFile';
import type { FileWriter } from './fileWriting';
import type { OpenTraces } from './openTraces';

/** What whoever runs the command may say already. */
interface GivenExport {
  readonly rows?: unknown;
  readonly file?: unknown;
}

/** The command that writes rows of the shown trace into a file. */
export function registerExport(traces: OpenTraces, write: FileWriter): vscode.Disposable {
  return vscode.commands.registerCommand('kemari.exportRows', async (given: unknown) => {
    const document = traces.shown;
    const session = document?.current?.session;
    if (document === undefined || session === undefined) return undefined;
    const asked = (typeof given === 'object' && given !== null ? given : {}) as GivenExport;
    const choice = await chooseRows(rowChoices(session), asked.rows);
    if (choice === undefined) return undefined;
    const file =
      asked.file instanceof vscode.Uri ? asked.file : await chooseFile(document.uri, choice);
    if (file === undefined) return undefined;
    return (await exportTo(session.trace, choice, file, write)) ? file : undefined;
  });
}

async function chooseRows(
  choices: readonly RowChoice[],
  given: unknown,
): Promise<RowChoice | undefined> {
  if (given !== undefined) return choices.find(({ suffix }) => suffix === given);
  return vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('Export Rows'),
    placeHolder: vscode.l10n.t('Which rows?'),
  });
}

function chooseFile(trace: vscode.Uri, { suffix }: RowChoice): Thenable<vscode.Uri | undefined> {
  const name = trace.path.slice(trace.path.lastIndexOf('/') + 1).replace(/\.kemari$/, '');
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Rows'),
    saveLabel: vscode.l10n.t('Export'),
    defaultUri: vscode.Uri.joinPath(trace, '..', `${name}-${suffix}.csv`),
    filters: { CSV: ['csv'], JSON: ['json'] },
  });
}

/** @returns whether all was written. */
async function exportTo(
  trace: Trace,
  { rows, label }: RowChoice,
  file: vscode.Uri,
  write: FileWriter,
): Promise<boolean> {
  const abort = new AbortController();
  try {
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Exporting {0}', label),
        cancellable: true,
      },
      async (notification, token) => {
        const cancel = token.onCancellationRequested(() => abort.abort());
        const progress = progressReporter(notification);
        const { signal } = abort;
        const texts = exportRows(trace, rows, formatOfFile(file.path), { progress, signal });
        try {
          await write(file, encoded(texts), signal);
        } finally {
          cancel.dispose();
        }
      },
    );
  } catch (error) {
    const cancelled = error instanceof KemariError && error.kind === 'cancelled';
    if (!cancelled && !abort.signal.aborted) void vscode.window.showErrorMessage(messageOf(error));
    return false;
  }
  void offerToOpen(file);
  return true;
}

function progressReporter(
  notification: vscode.Progress<{ message?: string; increment?: number }>,
): (share: number) => void {
  let told = 0;
  return (share) => {
    const percent = Math.floor(100 * share);
    if (percent <= told) return;
    notification.report({ message: `${percent} %`, increment: percent - told });
    told = percent;
  };
}
