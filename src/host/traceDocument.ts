import type * as vscode from 'vscode';
import { Emitter } from '../core/events';
import type { Trace } from '../trace/trace';
import { ChangedBytes } from './changedBytes';
import { DeviceModels } from './deviceModels';
import { InspectorModels } from './inspectorModels';
import { InspectorSession } from './inspectorSession';
import { PointFigures } from './pointFigures';
import type { PositionMemory } from './positionMemory';
import { TraceFollower } from './traceFollower';

/** An open trace with all that panels, tree and commands need of it. */
export interface OpenTrace {
  readonly session: InspectorSession;
  readonly models: InspectorModels;
  readonly figures: PointFigures;
  readonly changedBytes: ChangedBytes;
  readonly devices: DeviceModels;
}

/** Opens the trace that a document is for; rejects with what the user is to be told. */
export type TraceOpener = (uri: vscode.Uri) => Promise<Trace>;

/**
 * One `*.kemari` file in the editor, shared by all of its panels. It is never "not opened": a trace
 * that cannot be read is a document whose {@link opened} has failed, and may be loaded again.
 */
export class TraceDocument implements vscode.CustomDocument {
  readonly #open: TraceOpener;
  readonly #memory: PositionMemory;
  readonly #loading = new Emitter<void>();
  readonly #opened = new Emitter<void>();
  readonly #ended = new Emitter<void>();
  #state: Promise<OpenTrace>;
  #current: OpenTrace | undefined;
  #follower: TraceFollower | undefined;
  #disposed = false;

  /** Told when the document begins to load again: whoever shows it should wait for {@link opened}. */
  readonly onLoading = this.#loading.event;
  /** Told when {@link current} has become an open trace. */
  readonly onOpened = this.#opened.event;
  /** Told once, when the last editor of the file was closed. */
  readonly onDisposed = this.#ended.event;

  /** Begins to load at once. */
  constructor(
    readonly uri: vscode.Uri,
    open: TraceOpener,
    memory: PositionMemory,
  ) {
    this.#open = open;
    this.#memory = memory;
    this.#state = this.#load();
  }

  /** The trace once it is open; rejects if it cannot be read. */
  get opened(): Promise<OpenTrace> {
    return this.#state;
  }

  /** The trace if it is open now. */
  get current(): OpenTrace | undefined {
    return this.#current;
  }

  /** The name shown to the user. */
  get fileName(): string {
    return this.uri.path.slice(this.uri.path.lastIndexOf('/') + 1);
  }

  /** Reads the file again, from where the user was if it is still the same recording. */
  reload(): void {
    if (this.#disposed) return;
    this.#close();
    this.#state = this.#load();
    this.#loading.fire();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#close();
    this.#ended.fire();
    this.#loading.dispose();
    this.#opened.dispose();
    this.#ended.dispose();
  }

  #load(): Promise<OpenTrace> {
    const loading = this.#openTrace().then((opened) => {
      if (this.#disposed || this.#state !== loading) {
        opened.session.dispose();
        throw new Error(`${this.fileName} was closed`);
      }
      this.#current = opened;
      this.#follower = new TraceFollower(opened.session);
      this.#opened.fire();
      return opened;
    });
    // Whoever shows the document tells the user; nobody else needs to.
    loading.catch(() => undefined);
    return loading;
  }

  async #openTrace(): Promise<OpenTrace> {
    const trace = await this.#open(this.uri);
    const { uuid } = trace.header;
    const session = new InspectorSession(trace, this.#memory.recall(this.uri.toString(), uuid));
    session.onMoved((position) => this.#memory.remember(this.uri.toString(), uuid, position));
    return {
      session,
      models: new InspectorModels(trace, this.fileName),
      figures: new PointFigures(trace),
      changedBytes: new ChangedBytes(trace),
      devices: new DeviceModels(trace),
    };
  }

  #close(): void {
    this.#follower?.dispose();
    this.#follower = undefined;
    this.#current?.session.dispose();
    this.#current = undefined;
  }
}
