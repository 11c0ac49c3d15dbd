import type { Disposable } from '../core/disposables';
import type { Position } from '../protocol/inspector';

/** Where the memory is kept: the workspace's own state, or a map in a test. */
export interface PositionStore {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const KEY = 'kemari.positions';

/** Traces whose positions are kept; the least recently moved one is forgotten. */
const MAX_TRACES = 50;

/** A moving position is written once it has rested for this long. */
const REST_MS = 300;

interface Entry {
  readonly uri: string;
  readonly uuid: string;
  readonly position: Position;
}

/** Remembers where the user was in each trace, beyond the life of its editor. */
export class PositionMemory implements Disposable {
  readonly #store: PositionStore;
  #entries: readonly Entry[];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: PositionStore) {
    this.#store = store;
    const kept = store.get(KEY);
    this.#entries = Array.isArray(kept) ? kept.filter(isEntry) : [];
  }

  /** Where the user was; nothing if that was in another recording of the same name. */
  recall(uri: string, uuid: string): Partial<Position> {
    return this.#entries.find((entry) => entry.uri === uri && entry.uuid === uuid)?.position ?? {};
  }

  /** Keeps the position, and writes it down soon. */
  remember(uri: string, uuid: string, position: Position): void {
    const others = this.#entries.filter((entry) => entry.uri !== uri);
    this.#entries = [{ uri, uuid, position }, ...others].slice(0, MAX_TRACES);
    this.#timer ??= setTimeout(() => this.#write(), REST_MS);
  }

  /** Writes down what was not written yet. */
  dispose(): void {
    if (this.#timer !== undefined) this.#write();
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#store.update(KEY, this.#entries);
  }
}

/** What is kept may come from another version; the session checks the numbers against the trace. */
function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { uri, uuid, position } = value as Partial<Record<keyof Entry, unknown>>;
  return (
    typeof uri === 'string' &&
    typeof uuid === 'string' &&
    typeof position === 'object' &&
    position !== null
  );
}
