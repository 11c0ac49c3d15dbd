import * as vscode from 'vscode';

/** Traces of the workspace that are offered. */
const MOST_OFFERED = 200;

interface TraceItem extends vscode.QuickPickItem {
  /** Undefined: any file, from a dialog. */
  readonly uri: vscode.Uri | undefined;
}

/**
 * Asks for a trace: one of the workspace, or any file.
 * @param except not offered, since it is what the other is compared with.
 */
export async function pickTrace(
  title: string,
  except: vscode.Uri | undefined,
): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles('**/*.kemari', undefined, MOST_OFFERED);
  const items: TraceItem[] = found
    .filter((uri) => uri.toString() !== except?.toString())
    .map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }))
    .sort((a, b) => a.label.localeCompare(b.label));
  if (items.length === 0) return browse(title);
  const picked = await vscode.window.showQuickPick<TraceItem>(
    [...items, { label: vscode.l10n.t('Another File…'), uri: undefined, alwaysShow: true }],
    { title, placeHolder: vscode.l10n.t('The trace to compare with') },
  );
  return picked === undefined ? undefined : (picked.uri ?? browse(title));
}

async function browse(title: string): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title,
    filters: { [vscode.l10n.t('Kemari traces')]: ['kemari'] },
  });
  return picked?.[0];
}
