import type * as vscode from 'vscode';
import type { InspectorNotices } from '../protocol/inspector';
import type { BookmarkMemory } from './bookmarks/bookmarkMemory';
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
  readonly #bookmarks: BookmarkMemory;
  readonly #media: vscode.Uri;
  readonly #editors = new Set<TraceEditor>();

  /** @param media the folder with the page's script and style sheet. */
  constructor(
    traces: OpenTraces,
    memory: PositionMemory,
    bookmarks: BookmarkMemory,
    open: TraceOpener,
    media: vscode.Uri,
  ) {
    this.#traces = traces;
    this.#memory = memory;
    this.#bookmarks = bookmarks;
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
    const inspector = new InspectorPanel(document, this.#bookmarks, panel.webview, this.#media);
    const editor = { document, panel, inspector };
    this.#editors.add(editor);
    const viewState = panel.onDidChangeViewState(() => {
      if (!panel.visible) inspector.hidden();
      this.#traces.focus(document, panel, panel.active);
    });
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

  /** The inspector of the shown trace that the user sees, or else brings to where it is seen. */
  inspectorOfShown(): InspectorPanel | undefined {
    const editors = this.#editorsOfShown();
    const editor =
      editors.find(({ panel }) => panel.active) ??
      editors.find(({ panel }) => panel.visible) ??
      editors[0];
    if (editor?.panel.visible === false) editor.panel.reveal();
    return editor?.inspector;
  }

  /** Shows a field of a device in the shown trace's inspector. */
  revealField(field: InspectorNotices['revealField']): void {
    void this.inspectorOfShown()?.revealField(field);
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
