import * as vscode from 'vscode';
import { KemariError, messageOf } from '../core/errors';
import type { FailureHtmlParts } from './inspectorHtml';
import { formatNumber } from './numberFormat';
import { pageTexts } from './pageTexts';

/** What is said where a trace could not be opened: what is wrong, where, and what to do. */
export async function failureParts(uri: vscode.Uri, error: unknown): Promise<FailureHtmlParts> {
  const offset = error instanceof KemariError ? error.place.offset : undefined;
  return {
    language: pageTexts().language,
    title: vscode.l10n.t('This trace cannot be opened'),
    message: messageOf(error),
    facts: [
      [vscode.l10n.t('File'), uri.scheme === 'file' ? uri.fsPath : uri.toString(true)],
      ...(offset === undefined
        ? []
        : [
            [
              vscode.l10n.t('Offset'),
              `${formatNumber(offset)} (0x${offset.toString(16)})`,
            ] as const,
          ]),
    ],
    advice: await adviceFor(uri, error),
    actions: [
      { label: vscode.l10n.t('Try Again'), command: commandFor('kemari.reloadTrace', uri) },
      { label: vscode.l10n.t('Open Another Trace…'), command: 'kemari.openTrace' },
      { label: vscode.l10n.t('Open With…'), command: 'workbench.action.reopenWithEditor' },
    ],
  };
}

/** A command and its argument as the path of a `command:` link. */
function commandFor(command: string, uri: vscode.Uri): string {
  return `${command}?${encodeURIComponent(JSON.stringify([uri.toString()]))}`;
}

async function adviceFor(uri: vscode.Uri, error: unknown): Promise<string> {
  switch (systemCodeOf(error)) {
    case 'ENOENT':
    case 'FileNotFound':
      return vscode.l10n.t('If the file was moved or renamed, open it from where it is now.');
    case 'EACCES':
    case 'EPERM':
    case 'NoPermissions':
      return vscode.l10n.t('Give yourself permission to read the file, then try again.');
    case 'EFBIG':
      return vscode.l10n.t(
        'Save a copy on a computer and open that there with desktop VS Code, or by a remote connection.',
      );
    case 'Unavailable':
      return vscode.l10n.t('The files of this workspace cannot be reached now. Try again later.');
    default:
      break;
  }
  const stat = await statOf(uri);
  if (stat?.type === vscode.FileType.Directory) {
    return vscode.l10n.t('Open a .kemari file inside this folder instead.');
  }
  if (stat?.size === 0) {
    return vscode.l10n.t('The file is empty: a recording or a copy of it never began.');
  }
  if (error instanceof KemariError && error.kind === 'input') {
    return vscode.l10n.t(
      'If the file was copied or downloaded, do so again. If it was written by a newer version, update the extension. "kemari verify" lists everything that is damaged in a file.',
    );
  }
  return vscode.l10n.t('If this happens again, please report it together with the message above.');
}

async function statOf(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
}

/** The operating system's or VS Code's name for the error, which may be the cause of the one that is told. */
function systemCodeOf(error: unknown): string | undefined {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string') return each.code;
  }
  return undefined;
}
