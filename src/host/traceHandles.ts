import type * as vscode from 'vscode';
import type { Disposable } from '../core/disposables';
import { KemariError } from '../core/errors';
import type { Trace } from '../trace/trace';
import type { TraceOpener } from './traceDocument';

/** A trace that nobody uses is closed after this. */
const IDLE_MS = 20_000;

/** A trace that is kept open until it is disposed. */
export interface TraceHold extends Disposable {
  readonly trace: Trace;
}

interface Handle {
  readonly opening: Promise<Trace>;
  users: number;
  idle: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Traces that are read beside their editors, or without one: by comparisons and as files. Each is open
 * once, however many use it, and does not depend on an editor that may be closed at any time.
 */
export class TraceHandles implements Disposable {
  readonly #open: TraceOpener;
  readonly #recordingAt: (uri: vscode.Uri) => string | undefined;
  readonly #idleMs: number;
  readonly #handles = new Map<string, Handle>();

  /**
   * @param recordingAt which recording an editor shows of a file, by its uuid, if one does: a file that
   *   was written anew is opened anew.
   */
  constructor(
    open: TraceOpener,
    recordingAt: (uri: vscode.Uri) => string | undefined,
    idleMs = IDLE_MS,
  ) {
    this.#open = open;
    this.#recordingAt = recordingAt;
    this.#idleMs = idleMs;
  }

  /** Opens the trace, or finds it open; with all that was recorded until now. */
  hold(uri: vscode.Uri): Promise<TraceHold> {
    return this.#hold(uri, true);
  }

  /** Does something with the trace, which stays open that long. */
  async use<T>(uri: vscode.Uri, work: (trace: Trace) => Promise<T>): Promise<T> {
    const hold = await this.hold(uri);
    try {
      return await work(hold.trace);
    } finally {
      hold.dispose();
    }
  }

  /** Closes those that nobody uses; the others when they are left. */
  dispose(): void {
    const handles = [...this.#handles.values()];
    this.#handles.clear();
    for (const handle of handles) if (handle.users === 0) this.#close(handle);
  }

  /** @param again whether a file that was replaced is opened anew. */
  async #hold(uri: vscode.Uri, again: boolean): Promise<TraceHold> {
    const key = uri.toString();
    const handle = this.#handles.get(key) ?? this.#begin(key, uri);
    handle.users++;
    clearTimeout(handle.idle);
    let trace: Trace;
    try {
      trace = await handle.opening;
      await trace.refresh();
    } catch (error) {
      // Whoever asks next tries again.
      this.#forget(key, handle);
      this.#leave(key, handle);
      if (again && (await wasReplaced(handle, error))) return this.#hold(uri, false);
      throw error;
    }
    if (again && this.#isOld(uri, trace)) {
      this.#forget(key, handle);
      this.#leave(key, handle);
      return this.#hold(uri, false);
    }
    let held = true;
    return {
      trace,
      dispose: () => {
        if (held) this.#leave(key, handle);
        held = false;
      },
    };
  }

  #begin(key: string, uri: vscode.Uri): Handle {
    const handle: Handle = { opening: this.#open(uri), users: 0, idle: undefined };
    this.#handles.set(key, handle);
    return handle;
  }

  /** Whether an editor shows another recording that has taken the file's place. */
  #isOld(uri: vscode.Uri, { header }: Trace): boolean {
    const shown = this.#recordingAt(uri);
    return shown !== undefined && shown !== header.uuid;
  }

  #forget(key: string, handle: Handle): void {
    if (this.#handles.get(key) === handle) this.#handles.delete(key);
  }

  #leave(key: string, handle: Handle): void {
    handle.users--;
    if (handle.users > 0) return;
    if (this.#handles.get(key) !== handle) {
      this.#close(handle);
      return;
    }
    handle.idle = setTimeout(() => {
      this.#handles.delete(key);
      this.#close(handle);
    }, this.#idleMs);
  }

  #close(handle: Handle): void {
    clearTimeout(handle.idle);
    // One that could not be opened has nothing to close.
    handle.opening.then((trace) => trace.close()).catch(() => undefined);
  }
}

/** Whether the trace was open already, and the file holds something else now. */
async function wasReplaced({ opening }: Handle, error: unknown): Promise<boolean> {
  const opened = await opening.then(
    () => true,
    () => false,
  );
  return opened && error instanceof KemariError && error.kind === 'input';
}
