import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { MODES, type Mode } from '../core/syncPoint';
import { formatNumber } from './numberFormat';

/** What a recording needs to know from the user. */
export interface RecordForm {
  readonly workload: string;
  /** How it synchronizes; undefined: as the settings say. */
  readonly mode: Mode | undefined;
  /** Sync points in the file, counting the first image. */
  readonly points: number;
  /** Where the trace goes. */
  readonly file: string;
}

/** Most points that can be asked for here; the command line knows no limit. */
const MAX_POINTS = 1_000_000;

/**
 * Asks for what is not given already; undefined as soon as the user gives up.
 *
 * @param given from the command's caller, such as a key binding or a test: anything.
 */
export async function fillRecordForm(given: unknown): Promise<RecordForm | undefined> {
  const known = givenParts(given);
  const workload = known.workload ?? (await askForWorkload());
  if (workload === undefined) return undefined;
  // Who names the workload leaves the mode to the settings, unless that is named too.
  const mode = known.mode ?? (known.workload === undefined ? await askForMode() : undefined);
  if (known.workload === undefined && mode === undefined) return undefined;
  const points = known.points ?? (await askForPoints());
  if (points === undefined) return undefined;
  const file = known.file ?? (await askForFile(workload));
  return file === undefined ? undefined : { workload, mode, points, file };
}

function givenParts(given: unknown): Partial<RecordForm> {
  if (typeof given !== 'object' || given === null) return {};
  const { workload, mode, points, file } = given as Partial<Record<keyof RecordForm, unknown>>;
  return {
    ...(typeof workload === 'string' && { workload }),
    ...(isMode(mode) && { mode }),
    ...(typeof points === 'number' && isPointCount(points) && { points }),
    ...(typeof file === 'string' && path.isAbsolute(file) && { file }),
  };
}

/** The user's setting comes first in the list. */
async function askForWorkload(): Promise<string | undefined> {
  const { WORKLOADS } = await import('../machine/v86/guest/workloads');
  const preferred = setting<string>('workload');
  const items = WORKLOADS.map(({ name, description }) => ({ label: name, description })).sort(
    (a, b) => Number(b.label === preferred) - Number(a.label === preferred),
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Record a Trace (1 of 4): Workload'),
    placeHolder: vscode.l10n.t('What the guest does while it is protected'),
    matchOnDescription: true,
  });
  return picked?.label;
}

/** The user's setting comes first in the list. */
async function askForMode(): Promise<Mode | undefined> {
  const preferred = setting<string>('mode');
  const items = MODES.map((mode) => ({ label: mode, description: whatModeDoes(mode) })).sort(
    (a, b) => Number(b.label === preferred) - Number(a.label === preferred),
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Record a Trace (2 of 4): Mode'),
    placeHolder: vscode.l10n.t('How the guest is kept in step with its copy'),
    matchOnDescription: true,
  });
  return picked?.label;
}

function whatModeDoes(mode: Mode): string {
  switch (mode) {
    case 'stop-and-copy':
      return vscode.l10n.t('At output; the guest stands still until it is acknowledged');
    case 'pipelined':
      return vscode.l10n.t('At output; the guest runs on while pages are copied and sent');
    case 'periodic':
      return vscode.l10n.t('By the clock; all output is held in between');
  }
}

async function askForPoints(): Promise<number | undefined> {
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Record a Trace (3 of 4): Sync Points'),
    prompt: vscode.l10n.t('How many sync points to record'),
    value: String(setting<number>('points') ?? 200),
    validateInput: (text) =>
      isPointCount(Number(text.trim() || NaN))
        ? undefined
        : vscode.l10n.t('Enter a number from 1 to {0}.', formatNumber(MAX_POINTS)),
  });
  return answer === undefined ? undefined : Number(answer);
}

async function askForFile(workload: string): Promise<string | undefined> {
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Record a Trace (4 of 4): File'),
    defaultUri: vscode.Uri.file(path.join(traceFolder(), `${workload}-${timeStamp()}.kemari`)),
    filters: { [vscode.l10n.t('Kemari traces')]: ['kemari'] },
    saveLabel: vscode.l10n.t('Record'),
  });
  if (uri === undefined) return undefined;
  if (uri.scheme === 'file') return uri.fsPath;
  void vscode.window.showErrorMessage(
    vscode.l10n.t('A trace can only be recorded to a local file, not to {0}.', uri.toString(true)),
  );
  return undefined;
}

/** The folder set by the user, else the workspace's first, else the one for temporary files. */
function traceFolder(): string {
  const folder = setting<string>('folder') ?? '';
  const workspace = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  if (path.isAbsolute(folder)) return folder;
  if (workspace === undefined) return os.tmpdir();
  return path.join(workspace.uri.fsPath, folder);
}

/** Local time in a form that sorts, such as `20260314-092653`. */
function timeStamp(): string {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}

function setting<T>(name: string): T | undefined {
  return vscode.workspace.getConfiguration('kemari.record').get<T>(name);
}

function isMode(mode: unknown): mode is Mode {
  return MODES.some((each) => each === mode);
}

function isPointCount(points: number): boolean {
  return Number.isInteger(points) && points >= 1 && points <= MAX_POINTS;
}
