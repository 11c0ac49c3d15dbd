import * as vscode from 'vscode';
import type { OpenTraces } from '../openTraces';
import { traceLocation, traceName } from './traceLocation';

/** `type` of the debug configurations, as in package.json. */
export const DEBUG_TYPE = 'kemari';

/** Traces of the workspace that are offered. */
const MOST_TRACES = 100;

/** What starts the debugger on a trace. */
export function configurationFor(uri: vscode.Uri): vscode.DebugConfiguration {
  return { type: DEBUG_TYPE, request: 'launch', name: traceName(uri), trace: uri.toString() };
}

/** Offers configurations for the traces there are, and fills in what one leaves out. */
export class DebugConfigurations implements vscode.DebugConfigurationProvider {
  readonly #traces: OpenTraces;

  constructor(traces: OpenTraces) {
    this.#traces = traces;
  }

  /** One for each trace of the folder, by its path from there. */
  async provideDebugConfigurations(
    folder: vscode.WorkspaceFolder | undefined,
  ): Promise<vscode.DebugConfiguration[]> {
    const found = await vscode.workspace.findFiles(
      folder === undefined ? '**/*.kemari' : new vscode.RelativePattern(folder, '**/*.kemari'),
      undefined,
      MOST_TRACES,
    );
    return found.map((uri) => {
      const path = vscode.workspace.asRelativePath(uri, false);
      return {
        ...configurationFor(uri),
        name: vscode.l10n.t('Debug {0}', path),
        trace: folder === undefined ? uri.toString() : `\${workspaceFolder}/${path}`,
      };
    });
  }

  /** Takes the shown trace, or asks for one, where the configuration names none. */
  async resolveDebugConfiguration(
    _folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    if (typeof configuration['trace'] === 'string' && configuration['trace'].trim() !== '') {
      return configuration;
    }
    const uri = this.#traces.shown?.uri ?? (await pickTrace());
    if (uri === undefined) return undefined;
    const { type, request, name, trace } = configurationFor(uri);
    return {
      ...configuration,
      type: configuration.type || type,
      request: configuration.request || request,
      name: configuration.name || name,
      trace: trace as unknown,
    };
  }

  /** Makes the trace a URI. */
  resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): vscode.DebugConfiguration | undefined {
    const root = folder ?? vscode.workspace.workspaceFolders?.[0];
    const uri = traceLocation(String(configuration['trace']), root?.uri);
    if (uri !== undefined) return { ...configuration, trace: uri.toString() };
    void vscode.window.showErrorMessage(
      vscode.l10n.t(
        'There is no folder open that the path {0} could begin in.',
        String(configuration['trace']),
      ),
    );
    return undefined;
  }
}

async function pickTrace(): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles('**/*.kemari', undefined, MOST_TRACES);
  if (found.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no trace to debug. Open one (*.kemari), or record one.'),
    );
    return undefined;
  }
  if (found.length === 1) return found[0];
  const picked = await vscode.window.showQuickPick(
    found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri })),
    { title: vscode.l10n.t('Debug a Trace') },
  );
  return picked?.uri;
}
