import type { Disposable } from '../core/disposables';
import { Emitter } from '../core/events';
import type { InspectorSession } from './inspectorSession';
import type { OpenTrace, TraceDocument } from './traceDocument';

/**
 * The traces in editors, and which of them the tree, the status bar and the commands are about: the
 * one whose editor was active last, for as long as it is open.
 */
export class OpenTraces implements Disposable {
  readonly #documents = new Map<string, TraceDocument>();
  readonly #subscriptions = new Map<TraceDocument, Disposable[]>();
  readonly #changed = new Emitter<void>();
  readonly #moved = new Emitter<InspectorSession>();
  readonly #grown = new Emitter<InspectorSession>();
  /** Documents that were active, the last one last. */
  #recent: readonly TraceDocument[] = [];
  #focused: { readonly document: TraceDocument; readonly editor: object } | undefined;

  /** Told when {@link shown} or {@link focused} is another, or its trace was opened or closed. */
  readonly onChanged = this.#changed.event;
  /** Told when the position of the shown trace has changed. */
  readonly onMoved = this.#moved.event;
  /** Told when the shown trace has grown, or was closed by its recorder. */
  readonly onGrown = this.#grown.event;

  /** The trace that everything outside its editor is about. */
  get shown(): TraceDocument | undefined {
    return this.#recent.at(-1);
  }

  /** The trace whose editor has the focus. */
  get focused(): TraceDocument | undefined {
    return this.#focused?.document;
  }

  /** The shown trace if it is open now. */
  get current(): OpenTrace | undefined {
    return this.shown?.current;
  }

  /** All of them, in the order in which they were opened. */
  get all(): readonly TraceDocument[] {
    return [...this.#documents.values()];
  }

  /** The document of a file, by its URI as text. */
  find(uri: string): TraceDocument | undefined {
    return this.#documents.get(uri);
  }

  /** An open document that shows this recording. */
  findRecording(uuid: string): TraceDocument | undefined {
    return this.all.find(({ current }) => current?.session.trace.header.uuid === uuid);
  }

  /** Takes in a document until it is disposed; does not own it. */
  add(document: TraceDocument): void {
    this.#documents.set(document.uri.toString(), document);
    const follow = (): void => {
      const session = document.current?.session;
      session?.onMoved(() => {
        if (document === this.shown) this.#moved.fire(session);
      });
      session?.onGrown(() => {
        if (document === this.shown) this.#grown.fire(session);
      });
      if (document === this.shown) this.#changed.fire();
    };
    this.#subscriptions.set(document, [
      document.onOpened(follow),
      document.onLoading(follow),
      document.onDisposed(() => this.#remove(document)),
    ]);
  }

  /** Says that an editor of the document has the focus, or has lost it. */
  focus(document: TraceDocument, editor: object, active: boolean): void {
    if (active) {
      this.#recent = [...this.#recent.filter((each) => each !== document), document];
      this.#focused = { document, editor };
    } else if (this.#focused?.editor === editor) {
      this.#focused = undefined;
    } else {
      return;
    }
    this.#changed.fire();
  }

  dispose(): void {
    for (const document of this.all) this.#remove(document);
    this.#changed.dispose();
    this.#moved.dispose();
    this.#grown.dispose();
  }

  #remove(document: TraceDocument): void {
    for (const subscription of this.#subscriptions.get(document) ?? []) subscription.dispose();
    this.#subscriptions.delete(document);
    if (this.#documents.get(document.uri.toString()) === document) {
      this.#documents.delete(document.uri.toString());
    }
    this.#recent = this.#recent.filter((each) => each !== document);
    if (this.#focused?.document === document) this.#focused = undefined;
    this.#changed.fire();
  }
}
