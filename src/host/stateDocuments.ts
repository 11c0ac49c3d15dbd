import * as vscode from 'vscode';
import { deviceStateJson } from '../analysis/deviceStateJson';
import type { OpenTraces } from './openTraces';
import { STATE_SCHEME, statePlace, type StatePlace } from './stateUri';
import type { TraceOpener } from './traceDocument';

/**
 * Device states as read-only JSON documents, for VS Code's own editors. They are read from the trace
 * as it is in its editor, or, where it is in none, from its file.
 */
export class StateDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #traces: OpenTraces;
  readonly #open: TraceOpener;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable[];
  /** Documents that are open, with the recording that each was read from. */
  readonly #shown = new Map<string, { readonly uri: vscode.Uri; readonly uuid: string }>();

  readonly onDidChange = this.#changed.event;

  constructor(traces: OpenTraces, open: TraceOpener) {
    this.#traces = traces;
    this.#open = open;
    const follow = traces.onChanged(() => this.#follow());
    this.#subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(STATE_SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#shown.delete(uri.toString())),
      new vscode.Disposable(() => follow.dispose()),
    ];
  }

  /** @throws Error if it is no document of these, the trace cannot be read, or lacks the point. */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const place = statePlace(uri);
    if (place === undefined) throw new Error(vscode.l10n.t('{0} is no device state', uri.path));
    const document = this.#traces.find(place.trace.toString());
    if (document !== undefined) {
      const { trace } = (await document.opened).session;
      this.#shown.set(uri.toString(), { uri, uuid: trace.header.uuid });
      return deviceStateJson(await trace.devices(place.point));
    }
    const trace = await this.#open(place.trace);
    try {
      this.#shown.set(uri.toString(), { uri, uuid: trace.header.uuid });
      return deviceStateJson(await trace.devices(place.point));
    } finally {
      await trace.close();
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  /** A file that was recorded anew has other states. */
  #follow(): void {
    for (const { uri, uuid } of this.#shown.values()) {
      const place: StatePlace | undefined = statePlace(uri);
      const now = place && this.#traces.find(place.trace.toString())?.current?.session.trace;
      if (now !== undefined && now.header.uuid !== uuid) this.#changed.fire(uri);
    }
  }
}
