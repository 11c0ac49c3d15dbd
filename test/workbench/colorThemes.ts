import * as vscode from 'vscode';

/** One theme of each kind, by the name that its setting has. */
export const THEMES = [
  { kind: 'dark', name: 'Default Dark Modern' },
  { kind: 'light', name: 'Default Light Modern' },
  { kind: 'high-contrast', name: 'Default High Contrast' },
  { kind: 'high-contrast-light', name: 'Default High Contrast Light' },
] as const;

/** Gives the workbench a theme; undefined: the one it had. */
export async function setTheme(name: string | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration('workbench')
    .update('colorTheme', name, vscode.ConfigurationTarget.Global);
}
