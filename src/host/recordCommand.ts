import path from 'node:path';
import * as vscode from 'vscode';
import { KemariError, messageOf } from '../core/errors';
import { MODES, OUTPUT_KINDS } from '../core/syncPoint';
import { DURABILITIES } from '../trace/durability';
import type { RecordingProgress, RecordingResult } from '../node/recording';
import { formatNumber } from './numberFormat';
import type { OpenTraces } from './openTraces';
import { fillRecordForm, type RecordForm } from './recordForm';
import {
  MAX_INTERVAL_MS,
  MAX_SEED,
  readRecordSettings,
  type RecordSettings,
  type WrongSetting,
} from './recordSettings';
import { RunningRecordings } from './runningRecordings';
import { TRACE_EDITOR } from './traceEditor';

/** The command that records a protected guest and opens the trace. */
export class RecordCommand implements vscode.Disposable {
  readonly #traces: OpenTraces;
  readonly #distribution: URL;
  readonly #registration: vscode.Disposable;
  readonly #running = new RunningRecordings();

  /** @param distribution the folder with the workers that run the guest; ends in a slash. */
  constructor(traces: OpenTraces, distribution: URL) {
    this.#traces = traces;
    this.#distribution = distribution;
    this.#registration = vscode.commands.registerCommand('kemari.record', (given: unknown) =>
      this.#run(given),
    );
  }

  dispose(): void {
    this.#registration.dispose();
    this.#running.dispose();
  }

  /** @returns the URI of the trace, if one was recorded, for whoever ran the command. */
  async #run(given: unknown): Promise<vscode.Uri | undefined> {
    if (!vscode.workspace.isTrusted) {
      await askForTrust();
      return undefined;
    }
    const configuration = vscode.workspace.getConfiguration('kemari.record');
    const settings = readRecordSettings((name) => configuration.get<unknown>(name));
    if ('wrong' in settings) {
      await offerSettings(settings);
      return undefined;
    }
    const form = await fillRecordForm(given);
    if (form === undefined) return undefined;
    const abort = this.#running.begin(form.file);
    if (abort === undefined) return this.#refuseSecond(form);
    try {
      const result = await this.#record(form, settings, abort);
      const uri = vscode.Uri.file(form.file);
      await this.#show(uri);
      if (result.cancelled) tellCancelled(result);
      return uri;
    } catch (error) {
      await this.#offerWayOut(form, error);
      return undefined;
    }
  }

  async #record(
    form: RecordForm,
    { interval, ...settings }: RecordSettings,
    abort: AbortController,
  ): Promise<RecordingResult> {
    const mode = form.mode ?? settings.mode;
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Recording {0}', path.basename(form.file)),
      cancellable: true,
    };
    try {
      const { recordTrace } = await import('../node/recording');
      return await vscode.window.withProgress(options, (progress, token) => {
        const cancel = token.onCancellationRequested(() => abort.abort());
        const recording = recordTrace(
          {
            ...form,
            ...settings,
            mode,
            ...(mode === 'periodic' && { intervalMs: interval }),
            distribution: this.#distribution,
          },
          { signal: abort.signal, progress: progressReporter(progress, form.points) },
        );
        return recording.finally(() => cancel.dispose());
      });
    } finally {
      this.#running.end(form.file);
      // Also after a failure: what an editor had open may have been overwritten.
      this.#traces.find(vscode.Uri.file(form.file).toString())?.reload();
    }
  }

  /** Two recordings would write into one another. */
  async #refuseSecond(form: RecordForm): Promise<vscode.Uri | undefined> {
    const { file, ...others } = form;
    const other = vscode.l10n.t('Choose Another File…');
    const picked = await vscode.window.showErrorMessage(
      vscode.l10n.t('{0} is being recorded already.', file),
      other,
    );
    return picked === other ? this.#run(others) : undefined;
  }

  async #show(uri: vscode.Uri): Promise<void> {
    await vscode.commands.executeCommand('vscode.openWith', uri, TRACE_EDITOR);
  }

  async #offerWayOut(form: RecordForm, error: unknown): Promise<void> {
    const kind = error instanceof KemariError ? error.kind : undefined;
    if (kind === 'cancelled') return;
    const { file, ...others } = form;
    const wayOut = {
      again: [vscode.l10n.t('Try Again'), () => this.#run(form)],
      otherFile: [vscode.l10n.t('Choose Another File…'), () => this.#run(others)],
      otherOptions: [vscode.l10n.t('Choose Again…'), () => this.#run({})],
      open: [vscode.l10n.t('Open What Was Recorded'), () => this.#show(vscode.Uri.file(file))],
    } as const;
    const offered =
      kind === 'output'
        ? [wayOut.otherFile, wayOut.again, wayOut.open]
        : [kind === 'usage' ? wayOut.otherOptions : wayOut.again];
    const labels = offered.map(([label]) => label);
    const picked = await vscode.window.showErrorMessage(messageOf(error), ...labels);
    await offered.find(([label]) => label === picked)?.[1]();
  }
}

async function askForTrust(): Promise<void> {
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t('Recording runs a guest and writes a file, so it needs a trusted workspace.'),
    manage,
  );
  if (picked === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}

/** Says which setting cannot be used, and leads to it. */
async function offerSettings({ wrong }: WrongSetting): Promise<void> {
  const open = vscode.l10n.t('Open Settings');
  const name = `kemari.record.${wrong}`;
  const picked = await vscode.window.showErrorMessage(whatSettingMustBe(wrong, name), open);
  if (picked === open) await vscode.commands.executeCommand('workbench.action.openSettings', name);
}

function whatSettingMustBe(wrong: WrongSetting['wrong'], name: string): string {
  switch (wrong) {
    case 'mode':
      return vscode.l10n.t('The setting {0} must be one of {1}.', name, MODES.join(', '));
    case 'interval':
      return vscode.l10n.t(
        'The setting {0} must be a number of milliseconds from 1 to {1}.',
        name,
        formatNumber(MAX_INTERVAL_MS),
      );
    case 'tap':
      return vscode.l10n.t(
        'The setting {0} must name one or more of {1}.',
        name,
        OUTPUT_KINDS.join(', '),
      );
    case 'seed':
      return vscode.l10n.t('The setting {0} must be a whole number from 0 to {1}.', name, MAX_SEED);
    case 'durability':
      return vscode.l10n.t('The setting {0} must be one of {1}.', name, DURABILITIES.join(', '));
  }
}

function tellCancelled(result: RecordingResult): void {
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The recording was stopped after {0} sync points; the trace holds all of them.',
      formatNumber(result.points),
    ),
  );
}

/** Writes the progress into the notification. */
function progressReporter(
  notification: vscode.Progress<{ message?: string; increment?: number }>,
  total: number,
): (progress: RecordingProgress) => void {
  let told = 0;
  return ({ points, dirtyPages }) => {
    notification.report({
      message: vscode.l10n.t(
        '{0} of {1} sync points · {2} dirty pages',
        formatNumber(points),
        formatNumber(total),
        formatNumber(dirtyPages),
      ),
      increment: ((points - told) / total) * 100,
    });
    told = points;
  };
}
