import type { Disposable } from '../../core/disposables';
import { Emitter } from '../../core/events';
import { knowledgeOf, type QueryKnowledge } from '../../query/knowledge';
import { parseQuery, Query } from '../../query/query';
import type { Trace } from '../../trace/trace';
import type { QueryMemory } from './queryMemory';

/** The query of a trace: what find-next looks for, and what the tree is filtered by. */
export interface TraceQuery {
  readonly query: Query;
  /** Whether the tree shows only what fits. */
  readonly filters: boolean;
}

/** The queries of open traces, as they were kept and as they are asked. */
export class TraceQueries implements Disposable {
  readonly #memory: QueryMemory;
  readonly #known = new WeakMap<Trace, Promise<QueryKnowledge>>();
  readonly #queries = new WeakMap<Trace, TraceQuery | undefined>();
  readonly #changed = new Emitter<Trace>();

  /** Tells whose query is another. */
  readonly onChanged = this.#changed.event;

  constructor(memory: QueryMemory) {
    this.#memory = memory;
  }

  /** Texts of queries that were asked, of whatever trace. */
  get recent(): readonly string[] {
    return this.#memory.recent;
  }

  /** What queries about the trace can name; read once, unless that fails. */
  knowledge(trace: Trace): Promise<QueryKnowledge> {
    let knowledge = this.#known.get(trace);
    if (knowledge === undefined) {
      knowledge = knowledgeOf(trace);
      this.#known.set(trace, knowledge);
      knowledge.catch(() => this.#known.delete(trace));
    }
    return knowledge;
  }

  /** The query as far as it is known without waiting; {@link load} finds what was kept. */
  of(trace: Trace): TraceQuery | undefined {
    return this.#queries.get(trace);
  }

  /** Takes the query up that was kept for the recording, unless there is one by then. */
  async load(trace: Trace): Promise<void> {
    if (this.#queries.has(trace)) return;
    this.#queries.set(trace, undefined);
    const kept = this.#memory.recall(trace.header.uuid);
    if (kept === undefined) return;
    try {
      const query = parseQuery(kept.text, await this.knowledge(trace));
      if (!(query instanceof Query) || this.#queries.get(trace) !== undefined) return;
      this.#queries.set(trace, { query, filters: kept.filters });
      this.#changed.fire(trace);
    } catch {
      // What cannot be read, the inspector tells; there is only no query then.
    }
  }

  /** Asks another query, from here on and when the recording is opened again. */
  set(trace: Trace, query: Query, filters: boolean): void {
    this.#queries.set(trace, { query, filters });
    this.#memory.remember(trace.header.uuid, { text: query.text, filters });
    this.#changed.fire(trace);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
