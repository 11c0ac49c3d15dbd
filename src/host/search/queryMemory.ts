import type { PositionStore } from '../positionMemory';

const KEY = 'kemari.queries';

/** Texts of queries that are offered again. */
const MAX_RECENT = 20;

/** Traces whose query is kept. */
const MAX_TRACES = 50;

/** A trace's query. */
export interface KeptQuery {
  readonly text: string;
  /** Whether the tree shows only what fits. */
  readonly filters: boolean;
}

interface Entry extends KeptQuery {
  /** Of the recording. */
  readonly uuid: string;
}

/** Remembers queries: the one of each recording, and those asked last, of whatever recording. */
export class QueryMemory {
  readonly #store: PositionStore;
  #recent: readonly string[];
  #entries: readonly Entry[];

  constructor(store: PositionStore) {
    this.#store = store;
    const kept = store.get(KEY) as { recent?: unknown; entries?: unknown } | null | undefined;
    const { recent, entries } = kept ?? {};
    this.#recent = Array.isArray(recent) ? recent.filter((each) => typeof each === 'string') : [];
    this.#entries = Array.isArray(entries) ? entries.filter(isEntry) : [];
  }

  /** Texts of queries that were asked, the newest first. */
  get recent(): readonly string[] {
    return this.#recent;
  }

  recall(uuid: string): KeptQuery | undefined {
    return this.#entries.find((entry) => entry.uuid === uuid);
  }

  remember(uuid: string, { text, filters }: KeptQuery): void {
    const others = this.#entries.filter((entry) => entry.uuid !== uuid);
    this.#entries = [{ uuid, text, filters }, ...others].slice(0, MAX_TRACES);
    this.#recent = [text, ...this.#recent.filter((each) => each !== text)].slice(0, MAX_RECENT);
    void this.#store.update(KEY, { recent: this.#recent, entries: this.#entries });
  }
}

/** What is kept may come from another version. */
function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { uuid, text, filters } = value as Partial<Record<keyof Entry, unknown>>;
  return typeof uuid === 'string' && typeof text === 'string' && typeof filters === 'boolean';
}
