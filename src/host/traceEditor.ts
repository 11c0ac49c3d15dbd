import type * as vscode from 'vscode';
import { InspectorPanel } from './inspectorPanel';
import type { OpenTraces } from './openTraces';
import type { PositionMemory } from './positionMemory';
import { TraceDocument, type TraceOpener } from './traceDocument';

/** The custom editor's id in package.json. */
export const TRACE_EDITOR = 'kemari.trace';

/** Opens `*.kemari` files read-only; all editors of a file share one document and its position. */
export class TraceEditorProvider implements vscode.CustomReadonlyEditorProvider<TraceDocument> {
  readonly #traces: OpenTraces;
  readonly #memory: PositionMemory;
  readonly #open: TraceOpener;
  readonly #media: vscode.Uri;

  /** @param media the folder with the page's script and style sheet. */
  constructor(traces: OpenTraces, memory: PositionMemory, open: TraceOpener, media: vscode.Uri) {
    this.#traces = traces;
    this.#memory = memory;
    this.#open = open;
    this.#media = media;
  }

  /** Never fails: what cannot be opened is a document that says so in its editors. */
  openCustomDocument(uri: vscode.Uri): TraceDocument {
    const document = new TraceDocument(uri, this.#open, this.#memory);
    this.#traces.add(document);
    return document;
  }

  resolveCustomEditor(document: TraceDocument, panel: vscode.WebviewPanel): void {
    const inspector = new InspectorPanel(document, panel.webview, this.#media);
    const viewState = panel.onDidChangeViewState(() =>
      this.#traces.focus(document, panel, panel.active),
    );
    panel.onDidDispose(() => {
      this.#traces.focus(document, panel, false);
      viewState.dispose();
      inspector.dispose();
    });
    if (panel.active) this.#traces.focus(document, panel, true);
  }
}
