import * as vscode from 'vscode';
import { MAP_RENDERERS, type MapRenderer } from '../protocol/inspector';

const SECTION = 'kemari.map';

/** How the user wants the page map to be drawn; what is no such way counts as not set. */
export function mapRendererSetting(): MapRenderer {
  const set = vscode.workspace.getConfiguration(SECTION).get('renderer');
  return MAP_RENDERERS.find((renderer) => renderer === set) ?? 'auto';
}

/** Calls back when that was changed. */
export function onMapRendererSetting(changed: (renderer: MapRenderer) => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SECTION)) changed(mapRendererSetting());
  });
}
