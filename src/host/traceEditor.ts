import type * as vscode from 'vscode';
import { InspectorPanel, type InspectorPart } from './inspectorPanel';
import type { OpenTraces } from './openTraces';
import type { PositionMemory } from './positionMemory';
import { TraceDocument, type TraceOpener } from './traceDocument';

/** The custom editor's id in package.json. */
export const TRACE_EDITOR = 'kemari.trace';

interface TraceEditor {
  readonly document: TraceDocument;
  readonly panel: vscode.WebviewPanel;
  readonly inspector: InspectorPanel;
}

/** Opens `*.kemari` files read-only; all editors of a file share one document and its position. */
export class TraceEditorProvider implements vscode.CustomReadonlyEditorProvider<TraceDocument> {
  readonly #traces: OpenTraces;
  readonly #memory: PositionMemory;
  readonly #open: TraceOpener;
  readonly #media: vscode.Uri;
  readonly #editors = new Set<TraceEditor>();

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
    const editor = { document, panel, inspector };
    this.#editors.add(editor);
    const viewState = panel.onDidChangeViewState(() =>
      this.#traces.focus(document, panel, panel.active),
    );
    panel.onDidDispose(() => {
      this.#editors.delete(editor);
      this.#traces.focus(document, panel, false);
      viewState.dispose();
      inspector.dispose();
    });
    if (panel.active) this.#traces.focus(document, panel, true);
  }

  /** Brings the shown trace to where the user sees it, without taking the keyboard's focus. */
  revealShown(): void {
    const editors = this.#editorsOfShown();
    if (!editors.some(({ panel }) => panel.visible)) editors[0]?.panel.reveal(undefined, true);
  }

  /** Gives the keyboard's focus to a part of the shown trace's inspector. */
  focusPart(part: InspectorPart): void {
    const editors = this.#editorsOfShown();
    const editor = editors.find(({ panel }) => panel.active) ?? editors[0];
    editor?.panel.reveal();
    editor?.inspector.focus(part);
  }

  #editorsOfShown(): TraceEditor[] {
    return [...this.#editors].filter(({ document }) => document === this.#traces.shown);
  }
}
