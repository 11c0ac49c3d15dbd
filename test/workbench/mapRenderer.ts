import * as vscode from 'vscode';

/** Sets what the page map is drawn by; undefined leaves it the choice. It draws a moment later. */
export async function chooseRenderer(renderer: 'canvas' | 'webgl' | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration('kemari.map')
    .update('renderer', renderer, vscode.ConfigurationTarget.Global);
}
